/** Is it well: each backing service, its breaker, and shards that are set apart. */
import { Callout, Tag } from "@blueprintjs/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { Trouble } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { Table } from "../../ui/Table";
import { SetApart } from "./SetApart";

type Readiness = Schemas["Readiness"];

const UNREADY = 503;

/** How each service is, told too where one of them is down. */
const readiness = queryOptions({
  queryKey: ["all", "ops", "ready"],
  queryFn: async (): Promise<Readiness> => {
    try {
      return await dataOf(api.GET("/api/v1/health/services"));
    } catch (error) {
      if (error instanceof Trouble && error.status === UNREADY && isReadiness(error.data)) return error.data;
      throw error;
    }
  },
});

function isReadiness(data: unknown): data is Readiness {
  return typeof data === "object" && data !== null && "ready" in data;
}

const ratios = queryOptions({
  queryKey: ["all", "ops", "cache"],
  queryFn: () => dataOf(api.GET("/api/v1/admin/cache")),
});

export function Health() {
  const { t } = useTranslation();
  const found = useQuery(readiness);
  const cache = useQuery(ratios);
  return (
    <div className="stack">
      <Answered of={found}>
        {({ ready, services = {}, quarantined }) => (
          <div className="stack">
            <Callout intent={ready ? "success" : "danger"} title={t(ready ? "ops.ready" : "ops.notReady")} compact />
            <Table
              label={t("ops.services")}
              head={[t("ops.service"), t("ops.state"), t("ops.latency"), t("ops.breaker"), t("ops.reason")]}
            >
              {Object.entries(services).map(([name, each]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <Tag minimal intent={each.state === "up" ? "success" : "danger"}>
                      {t(`ops.service_${each.state}`)}
                    </Tag>
                  </td>
                  <td className="number">{each.latency_ms.toFixed(1)} ms</td>
                  <td>{t(`ops.breaker_${each.breaker}`)}</td>
                  <td>{each.reason}</td>
                </tr>
              ))}
            </Table>
            {(quarantined ?? []).map((each) => (
              <SetApart key={each.shard} shard={each} />
            ))}
          </div>
        )}
      </Answered>
      <h2 className="bp6-heading">{t("ops.cache")}</h2>
      <Answered of={cache}>
        {(all) => (
          <Table label={t("ops.cache")} head={[t("ops.service"), t("ops.hits"), t("ops.misses"), t("ops.ratio")]}>
            {Object.entries(all).map(([name, each]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{each.hits}</td>
                <td className="number">{each.misses}</td>
                <td className="number">{each.ratio === null ? "–" : `${Math.round(each.ratio * 100)}%`}</td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
    </div>
  );
}
