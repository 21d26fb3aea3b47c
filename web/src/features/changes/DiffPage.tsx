/** What lies between two branches or commits. */
import { HTMLSelect } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { branches } from "../../api/queries";
import { Answered } from "../../ui/Answered";
import { useFrozen } from "../../ui/frozen";
import { Page } from "../../ui/Page";
import { Differences } from "./Differences";
import { diff } from "./reads";

const route = getRouteApi("/in/db/$db/diff");

export function DiffPage() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { from = "main", to = "main", path } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/diff" });
  const { data: all = [] } = useQuery(branches(db));
  const found = useQuery(diff(db, from, to));
  useFrozen(found.data?.from && found.data.to ? { from: found.data.from, to: found.data.to } : null);
  const names = [...new Set([...all.map((each) => each.name), from, to])];
  return (
    <Page
      title={t("diff.title")}
      actions={
        <>
          <HTMLSelect
            aria-label={t("diff.from")}
            value={from}
            options={names}
            onChange={(event) => void navigate({ search: { from: event.target.value, to, path } })}
          />
          <span aria-hidden="true">→</span>
          <HTMLSelect
            aria-label={t("diff.to")}
            value={to}
            options={names}
            onChange={(event) => void navigate({ search: { from, to: event.target.value, path } })}
          />
        </>
      }
    >
      <Answered of={found}>
        {(told) => (
          <Differences
            db={db}
            told={told}
            path={path}
            onPath={(next) => void navigate({ search: (search) => ({ ...search, path: next }), replace: true })}
            link={(next, inner) => (
              <Link from="/db/$db/diff" to="." search={(search) => ({ ...search, path: next })}>
                {inner}
              </Link>
            )}
          />
        )}
      </Answered>
    </Page>
  );
}
