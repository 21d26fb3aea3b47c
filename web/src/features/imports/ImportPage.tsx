/** How far an import is, what did not fit and why; the tab may be closed, it goes on. */
import { Button, Callout, ProgressBar } from "@blueprintjs/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { stir } from "../../api/command";
import { Answered } from "../../ui/Answered";
import { useCount } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";
import { hasEnded, type Import, importOf, rejects, rejectsText } from "./reads";

const route = getRouteApi("/in/db/$db/imports/$id");

export function ImportPage() {
  const { t } = useTranslation();
  const { db, id } = route.useParams();
  const found = useQuery(importOf(db, id));
  const queries = useQueryClient();
  const state = found.data?.state;
  useEffect(() => {
    if (state !== "COMPLETED") return;
    stir(db);
    void queries.invalidateQueries({ queryKey: [db, "instances"] });
    void queries.invalidateQueries({ queryKey: [db, "metrics"] });
  }, [state, db, queries]);
  const title = found.data?.source.file || t("imports.one");
  return (
    <Page title={title} note={found.data?.dry_run ? t("imports.dryNote") : undefined}>
      <Answered of={found}>{(told) => <Progress db={db} told={told} />}</Answered>
    </Page>
  );
}

const QUARTER = 25;

function Progress({ db, told }: { db: string; told: Import }) {
  const { t } = useTranslation();
  const count = useCount();
  const ended = hasEnded(told.state);
  const share = ended ? 1 : told.done / Math.max(told.total ?? 0, 1);
  const spoken = Math.floor((share * 100) / QUARTER) * QUARTER;
  return (
    <div className="stack">
      <p>
        <strong>{t(`importState.${told.state}`)}</strong> · <TimeText at={told.finished_at ?? told.created_at} /> ·{" "}
        <Person of={told.actor} />
      </p>
      <ProgressBar
        value={share}
        animate={!ended}
        intent={told.state === "FAILED" ? "danger" : ended ? "success" : "primary"}
        aria-label={t("imports.progress")}
      />
      <p className="only-spoken" role="status">
        {t("imports.spoken", { percent: spoken })}
      </p>
      <dl className="pairs">
        <dt>{t("explore.class")}</dt>
        <dd>
          <Link to="/db/$db/explore" params={{ db }} search={{ class: told.class }}>
            {told.class}
          </Link>
        </dd>
        <dt>{t("imports.rows")}</dt>
        <dd className="number">
          {count(told.succeeded)} / {told.total === null ? "?" : count(told.total)}
        </dd>
        <dt>{t("imports.rejected")}</dt>
        <dd className="number">{count(told.rejected)}</dd>
        {ended ? null : (
          <>
            <dt>{t("imports.rate")}</dt>
            <dd>
              {told.rows_per_second === null
                ? "–"
                : t("imports.perSecond", { count: Math.round(told.rows_per_second) })}
              {told.seconds_left === null ? "" : ` · ${t("imports.left", { count: told.seconds_left })}`}
            </dd>
          </>
        )}
      </dl>
      {told.errors.length > 0 ? (
        <Callout intent="danger" title={t("imports.failed")} compact>
          <ul>
            {told.errors.map((error, index) => (
              <li key={index}>{error.message}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {told.notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      {ended ? null : <Stop db={db} id={told.import_id} />}
      {told.rejected > 0 ? <Rejects db={db} told={told} /> : null}
    </div>
  );
}

function Stop({ db, id }: { db: string; id: string }) {
  const { t } = useTranslation();
  const may = useMay(db);
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  async function stop() {
    try {
      await read(api.DELETE("/api/v1/database/{db}/imports/{id}", { params: { path: { db, id } } }));
      await queries.invalidateQueries({ queryKey: importOf(db, id).queryKey });
    } catch (cause) {
      setError(cause);
    }
  }
  return (
    <>
      <Button disabled={!may.least("editor")} onClick={() => void stop()}>
        {t("imports.stop")}
      </Button>
      {error ? <TroubleNote error={error} /> : null}
    </>
  );
}

function Rejects({ db, told }: { db: string; told: Import }) {
  const { t } = useTranslation();
  const found = useQuery({ ...rejects(db, told.import_id), enabled: hasEnded(told.state) });
  const [error, setError] = useState<unknown>(null);
  async function save() {
    try {
      const url = URL.createObjectURL(new Blob([await rejectsText(db, told.import_id)], { type: "text/csv" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = `${told.source.file || told.import_id}.rejects.csv`;
      link.click();
      URL.revokeObjectURL(url);
    } catch (cause) {
      setError(cause);
    }
  }
  if (!hasEnded(told.state)) return null;
  return (
    <section className="stack">
      <div className="row">
        <h2 className="bp6-heading">{t("imports.rejects")}</h2>
        <span className="grow" />
        <Button onClick={() => void save()}>{t("imports.saveRejects")}</Button>
      </div>
      {error ? <TroubleNote error={error} /> : null}
      <Answered of={found}>
        {(rows) => (
          <Table
            label={t("imports.rejects")}
            head={[t("imports.row"), t("imports.column"), t("instance.value"), t("activity.reason")]}
          >
            {rows.map((each, index) => (
              <tr key={index}>
                <td className="number">{each.row}</td>
                <td>{each.column}</td>
                <td>{each.value}</td>
                <td>{each.reason}</td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
    </section>
  );
}
