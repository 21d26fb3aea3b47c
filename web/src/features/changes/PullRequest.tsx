/** A pull request: what is said about it, what it changes, what it collides with, and its merge. */
import { Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { Answered } from "../../ui/Answered";
import { Page } from "../../ui/Page";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { Views } from "../../ui/Views";
import { Conflicts } from "./Conflicts";
import { Differences } from "./Differences";
import { PullDeeds } from "./PullDeeds";
import { Remarks } from "./Remarks";
import { pull, pullDiff } from "./reads";
import { Standing } from "./Standing";
import { Talk } from "./Talk";

const route = getRouteApi("/in/db/$db/pulls/$number");
const TABS = ["talk", "diff", "conflicts"] as const;
const INTENT = { open: "primary", merged: "success", closed: "none" } as const;

export function PullRequest() {
  const { t } = useTranslation();
  const { db, number } = route.useParams();
  const found = useQuery(pull(db, Number(number)));
  if (found.data === undefined) {
    return (
      <Page title={t("pull.one", { number })}>
        <Answered of={found}>{() => null}</Answered>
      </Page>
    );
  }
  return (
    <Answered of={found}>
      {(told) => (
        <Page
          title={`#${told.number} ${told.title}`}
          note={
            <span className="row">
              <Tag intent={INTENT[told.state]}>{t(`pull.state.${told.state}`)}</Tag>
              <span>
                <code>{told.source}</code> → <code>{told.target}</code>
              </span>
              <Person of={told.author} />
              <TimeText at={told.created_at} />
            </span>
          }
          actions={<PullDeeds db={db} told={told} />}
        >
          <Inside db={db} told={told} />
        </Page>
      )}
    </Answered>
  );
}

interface OfPull {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

function Inside({ db, told }: OfPull) {
  const { t } = useTranslation();
  const { tab = "talk" } = route.useSearch();
  return (
    <>
      <Standing db={db} told={told} />
      <Views
        label={t("pull.parts")}
        views={TABS}
        chosen={tab}
        named={(each) => t(`pull.tab.${each}`)}
        link={(each, parts) => <Link from="/db/$db/pulls/$number" to="." search={{ tab: each }} {...parts} />}
      />
      {tab === "talk" ? <Talk db={db} told={told} /> : null}
      {tab === "diff" ? <Diff db={db} told={told} /> : null}
      {tab === "conflicts" ? <Conflicts db={db} told={told} /> : null}
    </>
  );
}

function Diff({ db, told: pull }: OfPull) {
  const { path } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/pulls/$number" });
  const found = useQuery(pullDiff(db, pull.number));
  return (
    <Answered of={found}>
      {(told) => (
        <Differences
          db={db}
          told={told}
          path={path}
          onPath={(next) => void navigate({ search: (search) => ({ ...search, path: next }), replace: true })}
          link={(next, inner) => (
            <Link from="/db/$db/pulls/$number" to="." search={(search) => ({ ...search, path: next })}>
              {inner}
            </Link>
          )}
          under={(change) => <Remarks db={db} told={pull} path={change.path} />}
        />
      )}
    </Answered>
  );
}
