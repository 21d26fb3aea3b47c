/** Every event of an instance, newest first: who, when, why, and each value before and after. */
import { Button, Tag } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { Answered, Empty } from "../../ui/Answered";
import { GoneText } from "../../ui/Gone";
import { useCount } from "../../ui/labels";
import { Person } from "../../ui/Person";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { ValueText } from "../../ui/Value";
import { history, type Which } from "./reads";

export function History({ which }: { readonly which: Which }) {
  const { t } = useTranslation();
  const count = useCount();
  const events = useInfiniteQuery(history(which));
  return (
    <Answered
      of={events}
      isEmpty={({ pages }) => pages[0]?.data.length === 0}
      empty={<Empty title={t("instance.noHistory")} />}
    >
      {({ pages }) => {
        const all = pages.flatMap((page) => page.data);
        return (
          <>
            <ol className="plain stack">
              {all.map((event) => (
                <Told key={event.event_id} which={which} event={event} />
              ))}
            </ol>
            {events.hasNextPage ? (
              <Button loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                {t("instance.older", { shown: count(all.length), total: count(pages[0]?.meta.total ?? all.length) })}
              </Button>
            ) : null}
          </>
        );
      }}
    </Answered>
  );
}

function Told({ which, event }: { which: Which; event: Schemas["Event"] }) {
  const { t } = useTranslation();
  return (
    <li className="card">
      <div className="row">
        <Link to="/db/$db/i/$class/$id" params={which} search={{ v: event.version }}>
          v{event.version}
        </Link>
        <Tag minimal>{t(`event.${kindOf(event.type)}`)}</Tag>
        <TimeText at={event.at} precise />
        <strong>
          <Person of={event.actor} />
        </strong>
        {event.reason ? <q>{event.reason}</q> : null}
        <span className="grow" />
        <Link to="/db/$db/activity" params={{ db: which.db }} search={{ command: event.command_id }}>
          {t("instance.command")}
        </Link>
      </div>
      {event.changes.length > 0 ? (
        <details open={event.changes.length <= 6}>
          <summary>{t("instance.changes", { count: event.changes.length })}</summary>
          <Table
            label={t("instance.changes", { count: event.changes.length })}
            head={[t("instance.field"), t("instance.before"), t("instance.after")]}
          >
            {event.changes.map((change) => (
              <tr key={change.path}>
                <th scope="row">{change.path.replace(/^\//, "")}</th>
                <td className="before">
                  <Side change={change} value={change.before} />
                </td>
                <td className="after">
                  <Side change={change} value={change.after} />
                </td>
              </tr>
            ))}
          </Table>
        </details>
      ) : null}
    </li>
  );
}

/** A side that is empty though a value was there says why. */
function Side({ change, value }: { change: Schemas["Change"]; value: unknown }) {
  if (value === null && change.erased) return <GoneText how="erased" />;
  if (value === null && change.lost) return <GoneText how="lost" />;
  return <ValueText value={value} />;
}

function kindOf(type: string) {
  if (type.endsWith("Created")) return "created";
  return type.endsWith("Deleted") ? "deleted" : "updated";
}
