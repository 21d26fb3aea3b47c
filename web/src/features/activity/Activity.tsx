/** What happened and what is going on: commands, the audit of the log, the change feed. */
import { Button, HTMLSelect, InputGroup, Tag } from "@blueprintjs/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { isEnter } from "../../ui/keys";
import { useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { useMay } from "../../ui/roles";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { About } from "./About";
import { OneCommand } from "./OneCommand";
import { audit, commands, EVENT_TYPES, events, STATES } from "./reads";

const route = getRouteApi("/in/db/$db/activity");
const VIEWS = ["commands", "audit", "events"] as const;
const INTENT = {
  COMPLETED: "success",
  FAILED: "danger",
  PARKED: "warning",
  PENDING: "none",
  RUNNING: "primary",
} as const;

export function Activity() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { view = "commands", command } = route.useSearch();
  return (
    <Page title={t("nav.activity")}>
      <nav aria-label={t("activity.views")}>
        <ul className="plain row">
          {VIEWS.map((each) => (
            <li key={each}>
              <Link
                from="/db/$db/activity"
                to="."
                search={{ view: each }}
                className={each === view ? "bp6-button bp6-active" : "bp6-button bp6-minimal"}
                aria-current={each === view ? "page" : undefined}
              >
                {t(`activity.view.${each}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {view === "commands" ? command ? <OneCommand db={db} id={command} /> : <Commands db={db} /> : null}
      {view === "audit" ? <Audit db={db} /> : null}
      {view === "events" ? <Events db={db} /> : null}
    </Page>
  );
}

function More({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}) {
  const { t } = useTranslation();
  if (!of.hasNextPage) return null;
  return (
    <Button loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {t("act.more")}
    </Button>
  );
}

function Commands({ db }: { db: string }) {
  const { t } = useTranslation();
  const { state } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/activity" });
  const may = useMay(db);
  const found = useInfiniteQuery(
    commands(
      db,
      STATES.find((each) => each === state),
    ),
  );
  return (
    <div className="stack">
      <div className="row">
        <HTMLSelect
          aria-label={t("activity.state")}
          value={state ?? ""}
          onChange={(event) => void navigate({ search: { view: "commands", state: event.target.value || undefined } })}
        >
          <option value="">{t("activity.anyState")}</option>
          {STATES.map((each) => (
            <option key={each} value={each}>
              {t(`state.${each}`)}
            </option>
          ))}
        </HTMLSelect>
        {may.least("owner") || may.admin ? null : <span className="muted">{t("activity.ownOnly")}</span>}
      </div>
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={<Empty title={t("activity.noCommands")} />}
      >
        {({ pages }) => (
          <Table
            label={t("activity.view.commands")}
            head={[
              t("activity.command"),
              t("activity.state"),
              t("activity.actor"),
              t("activity.submitted"),
              t("activity.finished"),
              t("activity.why"),
            ]}
          >
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <tr key={each.command_id}>
                  <td>
                    <Link from="/db/$db/activity" to="." search={{ command: each.command_id }}>
                      {each.type}
                    </Link>
                  </td>
                  <td>
                    <Tag minimal intent={INTENT[each.state]}>
                      {t(`state.${each.state}`)}
                    </Tag>
                  </td>
                  <td>{each.actor}</td>
                  <td>
                    <TimeText at={each.submitted_at} precise />
                  </td>
                  <td>
                    <TimeText at={each.finished_at} precise />
                  </td>
                  <td className="muted">{each.errors?.[0]?.message}</td>
                </tr>
              ))}
          </Table>
        )}
      </Answered>
      <More of={found} />
    </div>
  );
}

function Audit({ db }: { db: string }) {
  const { t } = useTranslation();
  const { actor, type } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/activity" });
  const found = useInfiniteQuery(audit(db, { actor, type: EVENT_TYPES.find((each) => each === type) }));
  const [typed, setTyped] = useState(actor ?? "");
  const search = () => void navigate({ search: { view: "audit", actor: typed || undefined, type } });
  return (
    <div className="stack">
      <div className="row">
        <InputGroup
          aria-label={t("activity.actor")}
          placeholder={t("activity.actor")}
          value={typed}
          onValueChange={setTyped}
          onKeyDown={(event) => {
            if (isEnter(event)) search();
          }}
        />
        <HTMLSelect
          aria-label={t("activity.type")}
          value={type ?? ""}
          onChange={(event) =>
            void navigate({ search: { view: "audit", actor, type: event.target.value || undefined } })
          }
        >
          <option value="">{t("activity.anyType")}</option>
          {EVENT_TYPES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </HTMLSelect>
        <Button onClick={search}>{t("act.search")}</Button>
      </div>
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={<Empty title={t("activity.noEvents")} />}
      >
        {({ pages }) => (
          <Table
            label={t("activity.view.audit")}
            head={[
              t("activity.at"),
              t("activity.type"),
              t("activity.actor"),
              t("activity.about"),
              t("activity.reason"),
            ]}
          >
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <tr key={each.event_id ?? each.command_id}>
                  <td>
                    <TimeText at={each.at} precise />
                  </td>
                  <td>{each.request ? `${each.request.method} ${each.request.route}` : each.type}</td>
                  <td>{each.actor}</td>
                  <td>
                    <About db={db} of={each} />
                  </td>
                  <td>{each.codes?.join(", ") ?? each.reason}</td>
                </tr>
              ))}
          </Table>
        )}
      </Answered>
      <More of={found} />
    </div>
  );
}

function Events({ db }: { db: string }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { class: name } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/activity" });
  const { data: shapes } = useQuery(ontology(db));
  const found = useInfiniteQuery(events(db, name));
  return (
    <div className="stack">
      <HTMLSelect
        aria-label={t("explore.class")}
        value={name ?? ""}
        onChange={(event) => void navigate({ search: { view: "events", class: event.target.value || undefined } })}
      >
        <option value="">{t("activity.anyClass")}</option>
        {(shapes?.classes ?? []).map((each) => (
          <option key={each.name} value={each.name}>
            {label(each)}
          </option>
        ))}
      </HTMLSelect>
      <p className="muted">{t("activity.feedText")}</p>
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={<Empty title={t("activity.noEvents")} />}
      >
        {({ pages }) => (
          <Table
            label={t("activity.view.events")}
            head={[
              t("activity.at"),
              t("activity.type"),
              t("activity.about"),
              t("activity.actor"),
              t("activity.changed"),
            ]}
          >
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <tr key={each.event_id}>
                  <td>
                    <TimeText at={each.at} precise />
                  </td>
                  <td>{each.type}</td>
                  <td>
                    <About db={db} of={each} />
                  </td>
                  <td>{each.actor}</td>
                  <td className="number">{each.changes.length}</td>
                </tr>
              ))}
          </Table>
        )}
      </Answered>
      <More of={found} />
    </div>
  );
}
