/** Is it behind: what waits to be relayed, and how far each projection has come. */
import { Button } from "@blueprintjs/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, read } from "../../api/client";
import { useOnce } from "../../api/once";
import type { paths } from "../../api/schema";
import { Answered } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { useCount } from "../../ui/labels";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { Series } from "./Series";

const relay = queryOptions({
  queryKey: ["all", "ops", "relay"],
  queryFn: () => dataOf(api.GET("/api/v1/admin/relay")),
});
const projections = queryOptions({
  queryKey: ["all", "ops", "projections"],
  queryFn: () => dataOf(api.GET("/api/v1/admin/projections")),
});

export function Lag() {
  const { t } = useTranslation();
  const count = useCount();
  const waiting = useQuery(relay);
  const found = useQuery(projections);
  const [rebuilding, setRebuilding] = useState<Projection | null>(null);
  return (
    <div className="stack">
      <h2 className="bp6-heading">{t("ops.relay")}</h2>
      <Answered of={waiting}>
        {(told) => (
          <dl className="pairs">
            <dt>{t("ops.waiting")}</dt>
            <dd className="number">{count(told.waiting)}</dd>
            <dt>{t("ops.oldest")}</dt>
            <dd>
              <TimeText at={told.oldest_at} precise />
            </dd>
          </dl>
        )}
      </Answered>
      <Series metric="outbox_waiting" span="hour" />
      <h2 className="bp6-heading">{t("ops.projections")}</h2>
      <Answered of={found}>
        {(all) => (
          <Table
            label={t("ops.projections")}
            head={[t("ops.projection"), t("ops.behind"), t("ops.shards"), t("changes.deeds")]}
          >
            {all.map((each) => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                <td className="number">{count(each.lag)}</td>
                <td>
                  <details>
                    <summary>{Object.keys(each.positions).length}</summary>
                    <ul className="plain">
                      {Object.entries(each.positions).map(([shard, place]) => (
                        <li key={shard}>
                          <code>
                            {shard} {place.generation}.{place.sequence}
                          </code>
                        </li>
                      ))}
                    </ul>
                  </details>
                </td>
                <td>
                  <Button size="small" onClick={() => setRebuilding(each.name as Projection)}>
                    {t("ops.rebuild")}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
      {rebuilding === null ? null : <Rebuild name={rebuilding} onClose={() => setRebuilding(null)} />}
    </div>
  );
}

type Projection = paths["/api/v1/admin/projections/{name}/rebuild"]["post"]["parameters"]["path"]["name"];

function Rebuild({ name, onClose }: { name: Projection; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const once = useOnce();
  async function rebuild() {
    setBusy(true);
    try {
      const headers = once.headersOf(name);
      await read(api.POST("/api/v1/admin/projections/{name}/rebuild", { params: { path: { name } }, headers }));
      once.answered();
      await queries.invalidateQueries({ queryKey: ["all", "ops"] });
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  }
  return (
    <Ask
      open
      title={t("ops.rebuildTitle", { name })}
      act={t("ops.rebuild")}
      busy={busy}
      error={error}
      onClose={onClose}
      onAct={() => void rebuild()}
    >
      <p>{t("ops.rebuildText")}</p>
    </Ask>
  );
}
