/** What was asked for, and what became of it: one's own, all for owners. */
import { Tag } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/Answered";
import { useNames } from "../../ui/kinds";
import { PagedTable } from "../../ui/PagedTable";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";
import { Said } from "../../ui/Trouble";
import { CommandFilters } from "./CommandFilters";
import { commands } from "./reads";

const route = getRouteApi("/in/db/$db/activity");
const INTENT = {
  COMPLETED: "success",
  FAILED: "danger",
  PARKED: "warning",
  PENDING: "none",
  RUNNING: "primary",
} as const;

export function Commands({ db }: { readonly db: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const { state, type, class: name, since, ids } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/activity" });
  const may = useMay(db);
  const sought = { state, type, class: name, since, ids };
  const found = useInfiniteQuery(commands(db, sought));
  return (
    <div className="stack">
      <CommandFilters
        key={ids}
        db={db}
        sought={sought}
        onSeek={(wanted) => void navigate({ search: { view: "commands", ...wanted } })}
      />
      {may.least("owner") || may.admin ? null : <span className="muted">{t("activity.ownOnly")}</span>}
      <PagedTable
        of={found}
        label={t("activity.view.commands")}
        head={[
          t("activity.command"),
          t("activity.state"),
          t("activity.actor"),
          t("activity.submitted"),
          t("activity.finished"),
          t("activity.why"),
        ]}
        empty={<Empty title={t("activity.noCommands")} />}
      >
        {(each) => (
          <tr key={each.command_id}>
            <td>
              <Link from="/db/$db/activity" to="." search={{ command: each.command_id }}>
                {names.kind(each.type)}
              </Link>
            </td>
            <td>
              <Tag minimal intent={INTENT[each.state]}>
                {t(`state.${each.state}`)}
              </Tag>
            </td>
            <td>
              <Person of={each.actor} />
            </td>
            <td>
              <TimeText at={each.submitted_at} precise />
            </td>
            <td>
              <TimeText at={each.finished_at} precise />
            </td>
            <td className="muted">{each.errors?.[0] ? <Said problem={each.errors[0]} /> : null}</td>
          </tr>
        )}
      </PagedTable>
    </div>
  );
}
