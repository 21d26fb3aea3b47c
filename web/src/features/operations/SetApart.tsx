/** A shard that is set apart: where its log breaks, and its release once that is repaired. */
import { Button, Callout } from "@blueprintjs/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read, type Schemas } from "../../api/client";
import { Ask } from "../../ui/Dialogs";
import { TimeText } from "../../ui/TimeText";

export function SetApart({ shard }: { readonly shard: Schemas["Quarantined"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const release = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/admin/shards/{shard}/release", {
          params: { path: { shard: String(shard.shard) } },
          headers: { "Idempotency-Key": key },
        }),
      ),
    onSuccess: () => setAsking(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ["all", "ops"] }),
  });
  return (
    <Callout intent="danger" title={t("ops.quarantined", { shard: shard.shard })}>
      <p>
        {t("verify.at", { generation: shard.generation, sequence: shard.sequence })}{" "}
        <span lang="en">{shard.reason}</span> · <TimeText at={shard.since} />
      </p>
      <Button onClick={() => setAsking(true)}>{t("ops.release")}</Button>
      <Ask
        open={asking}
        title={t("ops.releaseTitle", { shard: shard.shard })}
        act={t("ops.release")}
        busy={release.isPending}
        error={release.error}
        onClose={() => setAsking(false)}
        onAct={() => release.mutate()}
      >
        <p>{t("ops.releaseText")}</p>
      </Ask>
    </Callout>
  );
}
