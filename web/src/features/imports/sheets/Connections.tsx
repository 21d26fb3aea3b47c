/** Sheets that are looked at: how often, when last, what came of it. */
import { Button } from "@blueprintjs/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Answered } from "../../../ui/Answered";
import { Ask } from "../../../ui/Dialogs";
import { useMay } from "../../../ui/roles";
import { Table } from "../../../ui/Table";
import { TimeText } from "../../../ui/TimeText";
import { type Connection, connections, disconnect } from "./reads";

export function Connections({ db }: { readonly db: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay(db);
  const found = useQuery(connections(db));
  const [leaving, setLeaving] = useState<string | null>(null);
  const leave = useMutation({
    mutationFn: (name: string) => disconnect(db, name),
    onSuccess: () => setLeaving(null),
    onSettled: () => queries.invalidateQueries({ queryKey: connections(db).queryKey }),
  });
  return (
    <Answered
      of={found}
      isEmpty={(all) => all.length === 0}
      empty={<p className="muted">{t("sheets.noConnections")}</p>}
    >
      {(all) => (
        <>
          <Table
            label={t("sheets.connections")}
            head={[
              t("sheets.name"),
              t("sheets.sheet"),
              t("explore.class"),
              t("sheets.schedule"),
              t("sheets.looked"),
              t("changes.deeds"),
            ]}
          >
            {all.map((each) => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                <td>
                  <Address of={each} />
                </td>
                <td>{each.class}</td>
                <td>{t("sheets.everyMinutes", { count: each.every_minutes })}</td>
                <td>
                  <Looked db={db} of={each} />
                </td>
                <td>
                  <Button size="small" disabled={!may.least("editor")} onClick={() => setLeaving(each.name)}>
                    {t("sheets.disconnect")}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
          <Ask
            open={leaving !== null}
            title={t("sheets.deleteConnection", { name: leaving ?? "" })}
            act={t("sheets.disconnect")}
            intent="danger"
            busy={leave.isPending}
            error={leave.error}
            onClose={() => setLeaving(null)}
            onAct={() => leave.mutate(leaving ?? "")}
          >
            <p>{t("sheets.deleteConnectionText")}</p>
          </Ask>
        </>
      )}
    </Answered>
  );
}

function Address({ of }: { of: Connection }) {
  const sheet = of.google_sheet;
  if (sheet === null) return <>–</>;
  return (
    <>
      <a
        href={`https://docs.google.com/spreadsheets/d/${encodeURIComponent(sheet.id)}/edit`}
        rel="noreferrer noopener"
        target="_blank"
      >
        {sheet.id.slice(0, 12)}
      </a>{" "}
      {sheet.range}
    </>
  );
}

function Looked({ db, of }: { db: string; of: Connection }) {
  const { t } = useTranslation();
  if (of.looked_at === null) return <span className="muted">{t("sheets.neverLooked")}</span>;
  return (
    <>
      <TimeText at={of.looked_at} />{" "}
      {of.import_id === null ? null : (
        <Link to="/db/$db/imports/$id" params={{ db, id: of.import_id }}>
          {t("imports.one")}
        </Link>
      )}
      {of.error === "" ? null : <div className="problem">{of.error}</div>}
    </>
  );
}
