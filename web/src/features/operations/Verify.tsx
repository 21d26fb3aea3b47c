/** Is the log what it was: the last walk over it, and a new one. */
import { Button, Callout } from "@blueprintjs/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, read } from "../../api/client";
import { writeExact } from "../../api/numbers";
import { useOnce } from "../../api/once";
import { Answered } from "../../ui/Answered";
import { useCount } from "../../ui/labels";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";
import { SetApart } from "./SetApart";

const verification = queryOptions({
  queryKey: ["all", "ops", "verify"],
  queryFn: () => dataOf(api.GET("/api/v1/admin/verify")),
  refetchInterval: ({ state }) => (["REQUESTED", "RUNNING"].includes(state.data?.last?.state ?? "") ? 2000 : false),
});

export function Verify() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const found = useQuery(verification);
  const [error, setError] = useState<unknown>(null);
  const once = useOnce();
  async function begin() {
    try {
      await read(api.POST("/api/v1/admin/verify", { headers: once.headersOf("verify") }));
      once.answered();
      setError(null);
      await queries.invalidateQueries({ queryKey: verification.queryKey });
    } catch (cause) {
      setError(cause);
    }
  }
  const running = ["REQUESTED", "RUNNING"].includes(found.data?.last?.state ?? "");
  return (
    <div className="stack">
      <p className="muted">{t("verify.text")}</p>
      <Button intent="primary" loading={running} onClick={() => void begin()}>
        {t("verify.begin")}
      </Button>
      {error ? <TroubleNote error={error} /> : null}
      <Answered of={found}>
        {({ last, quarantined, checkpoint }) => (
          <div className="stack">
            {last === null ? (
              <p>{t("verify.never")}</p>
            ) : (
              <Callout
                intent={last.state === "FAILED" ? "danger" : last.state === "COMPLETED" ? "success" : "none"}
                title={t(`jobState.${last.state}`)}
              >
                <TimeText at={last.finished_at ?? last.created_at} precise />
                {last.error ? (
                  <p className="problem">{typeof last.error === "string" ? last.error : writeExact(last.error)}</p>
                ) : null}
                <Walked detail={last.detail} />
              </Callout>
            )}
            {quarantined.map((each) => (
              <SetApart key={each.shard} shard={each} />
            ))}
            {checkpoint === null ? null : (
              <dl className="pairs">
                <dt>{t("verify.sealed")}</dt>
                <dd className="number">{checkpoint.size}</dd>
                <dt>{t("verify.root")}</dt>
                <dd>
                  <code>{checkpoint.root}</code>
                </dd>
              </dl>
            )}
          </div>
        )}
      </Answered>
    </div>
  );
}

interface Broken {
  readonly shard: string;
  readonly generation: number;
  readonly sequence: number;
  readonly reason: string;
}

/** How much was walked over, and the first segment of each shard that is not what it was. */
function Walked({ detail }: { readonly detail: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const count = useCount();
  const broken = (Array.isArray(detail.broken) ? detail.broken : []) as readonly Broken[];
  const { shards, segments } = detail;
  return (
    <>
      {typeof shards === "number" && typeof segments === "number" ? (
        <p>{t("verify.walked", { shards: count(shards), segments: count(segments) })}</p>
      ) : null}
      <ul className="plain">
        {broken.map((each) => (
          <li key={each.shard} className="problem">
            {t("verify.first", { shard: each.shard })}{" "}
            {t("verify.at", { generation: each.generation, sequence: each.sequence })}{" "}
            <span lang="en">{each.reason}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
