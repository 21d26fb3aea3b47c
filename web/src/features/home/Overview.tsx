/** A database at a glance: what it holds, who writes, what waits for me. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "../../api/client";
import { afterLast } from "../../api/command";
import { database, metrics, ontology } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { Bars } from "../../ui/Bars";
import { useNames } from "../../ui/kinds";
import { textIn, useCount, useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { Person } from "../../ui/Person";
import { usePreferences } from "../../ui/preferences";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";

const route = getRouteApi("/in/db/$db/");

export function Overview() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const label = useLabel();
  const { language } = usePreferences();
  const { role } = useMay(db);
  const { data: about } = useQuery(database(db));
  const title = about ? label(about) : db;
  return (
    <Page
      title={title}
      note={
        <>
          {textIn(language, about?.description ?? null)} {role ? t("home.yourRole", { role: t(`role.${role}`) }) : null}
        </>
      }
    >
      <div className="halves">
        <Counts db={db} />
        <Writes db={db} />
        <MyPulls db={db} />
        <Failed db={db} />
      </div>
    </Page>
  );
}

function Counts({ db }: { db: string }) {
  const { t } = useTranslation();
  const label = useLabel();
  const counts = useQuery(metrics(db));
  const { data: shapes } = useQuery(ontology(db));
  return (
    <section className="card">
      <h2 className="bp6-heading">{t("home.counts")}</h2>
      <Answered
        of={counts}
        isEmpty={({ classes }) => Object.keys(classes).length === 0}
        empty={
          <Empty
            title={t("home.noData")}
            action={
              <Link to="/db/$db/imports/new" params={{ db }}>
                {t("imports.new")}
              </Link>
            }
          >
            {t("home.noDataText")}
          </Empty>
        }
      >
        {({ classes }) => (
          <Bars
            label={t("home.counts")}
            bars={Object.entries(classes)
              .sort(([, a], [, b]) => b - a)
              .map(([name, count]) => ({
                key: name,
                count,
                label: (
                  <Link to="/db/$db/explore" params={{ db }} search={{ class: name }}>
                    {label(shapes?.classes.find((each) => each.name === name) ?? { name })}
                  </Link>
                ),
              }))}
          />
        )}
      </Answered>
    </section>
  );
}

function Writes({ db }: { db: string }) {
  const { t } = useTranslation();
  const count = useCount();
  const counts = useQuery(metrics(db));
  return (
    <section className="card">
      <h2 className="bp6-heading">{t("home.writes")}</h2>
      <Answered
        of={counts}
        isEmpty={({ writes }) => writes.length === 0}
        empty={<p className="muted">{t("home.noWrites")}</p>}
      >
        {({ writes }) => (
          <ul className="plain">
            {writes
              .slice(-8)
              .toReversed()
              .map((each) => (
                <li key={`${each.actor} ${each.hour}`} className="row">
                  <span className="grow ellipsis">
                    <Person of={each.actor} />
                  </span>
                  <TimeText at={each.hour} />
                  <span className="number">{count(each.count)}</span>
                </li>
              ))}
          </ul>
        )}
      </Answered>
    </section>
  );
}

function MyPulls({ db }: { db: string }) {
  const { t } = useTranslation();
  const pulls = useQuery({
    queryKey: [db, "pulls", { mine: true }],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/pull-requests", {
          params: { path: { db }, query: { mine: true, state: "open", ...afterLast(db, "definitions") } },
        }),
      ),
  });
  return (
    <section className="card">
      <h2 className="bp6-heading">{t("home.myPulls")}</h2>
      <Answered of={pulls} isEmpty={(list) => list.length === 0} empty={<p className="muted">{t("home.noPulls")}</p>}>
        {(list) => (
          <ul className="plain">
            {list.map((each) => (
              <li key={each.number}>
                <Link to="/db/$db/pulls/$number" params={{ db, number: String(each.number) }}>
                  #{each.number} {each.title}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </section>
  );
}

function Failed({ db }: { db: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const failed = useQuery({
    queryKey: [db, "commands", { state: "FAILED" }],
    queryFn: () =>
      dataOf(api.GET("/api/v1/commands", { params: { query: { database: db, state: "FAILED", limit: 5 } } })),
  });
  return (
    <section className="card">
      <h2 className="bp6-heading">{t("home.failed")}</h2>
      <Answered of={failed} isEmpty={(list) => list.length === 0} empty={<p className="muted">{t("home.noFailed")}</p>}>
        {(list) => (
          <ul className="plain">
            {list.map((each) => (
              <li key={each.command_id} className="row">
                <Link to="/db/$db/activity" params={{ db }} search={{ command: each.command_id }}>
                  {names.kind(each.type)}
                </Link>
                <span className="muted grow ellipsis">{each.errors?.[0]?.message}</span>
                <TimeText at={each.submitted_at} />
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </section>
  );
}
