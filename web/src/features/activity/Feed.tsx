/** The change feed: every event of the database, in order of arrival. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/Answered";
import { useNames } from "../../ui/kinds";
import { PagedTable } from "../../ui/PagedTable";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { About } from "./About";
import { OfClass } from "./OfClass";
import { events } from "./reads";
import { Since } from "./Since";

const route = getRouteApi("/in/db/$db/activity");

export function Feed({ db }: { readonly db: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const { class: name, since } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/activity" });
  const found = useInfiniteQuery(events(db, name, since));
  return (
    <div className="stack">
      <div className="row">
        <OfClass
          db={db}
          name={name}
          onChoose={(chosen) => void navigate({ search: { view: "events", class: chosen, since } })}
        />
        <Since
          label={t("activity.happened")}
          since={since}
          onChoose={(chosen) => void navigate({ search: { view: "events", class: name, since: chosen } })}
        />
      </div>
      <p className="muted">{t("activity.feedText")}</p>
      <PagedTable
        of={found}
        label={t("activity.view.events")}
        head={[t("activity.at"), t("activity.type"), t("activity.about"), t("activity.actor"), t("activity.changed")]}
        empty={<Empty title={t("activity.noEvents")} />}
      >
        {(each) => (
          <tr key={each.event_id}>
            <td>
              <TimeText at={each.at} precise />
            </td>
            <td>{names.kind(each.type)}</td>
            <td>
              <About db={db} of={each} />
            </td>
            <td>
              <Person of={each.actor} />
            </td>
            <td className="number">{each.changes.length}</td>
          </tr>
        )}
      </PagedTable>
    </div>
  );
}
