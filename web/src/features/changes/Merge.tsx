/** The merge of a pull request: tried dry first, then done; its state comes from the command alone. */
import { Button, Callout, InputGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { writeExact } from "../../api/numbers";
import { asTrouble } from "../../api/trouble";
import { DiffList } from "../../ui/DiffList";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { useMay } from "../../ui/roles";
import { TroubleNote } from "../../ui/Trouble";
import type { Allowed } from "./answering";

interface Merging {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
  readonly planId: string | null;
  readonly resolutions: readonly Schemas["Chosen"][];
  readonly allowed?: Allowed;
  readonly onStale?: () => void;
}

type Rehearsal = Schemas["Rehearsed_PullResult_Difference"];

export function Merge({ db, told, planId, resolutions, allowed, onStale }: Merging) {
  const { t } = useTranslation();
  const may = useMay(db);
  const draft = useDraft<string>(`merge ${db}/${told.number}`);
  const message = draft.content ?? told.title;
  const [last, setLast] = useState<{ of: string; rehearsal: Rehearsal } | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const body = { message, resolutions: [...resolutions], ...allowed, ...(planId !== null && { plan_id: planId }) };
  // What is merged is what was tried: this plan, with these answers.
  const asked = writeExact([planId, resolutions, allowed]);
  const tried = last?.of === asked ? last.rehearsal : null;
  const params = { path: { db, number: String(told.number) } };
  const merge = useCommand<Schemas["PullMerging"]>({
    db,
    label: t("pull.merging", { number: told.number }),
    send: (given, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests/{number}/merge", { params, body: given, headers }),
  });

  async function attempt(work: () => Promise<void>) {
    setBusy(true);
    setTrouble(null);
    try {
      await work();
    } catch (cause) {
      setTrouble(cause);
      setLast(null);
      if (asTrouble(cause).has("stale_plan")) onStale?.();
    } finally {
      setBusy(false);
    }
  }

  const rehearse = () =>
    attempt(async () => {
      const dry = { ...params, query: { dry_run: true } };
      const answer = await read(api.POST("/api/v1/database/{db}/pull-requests/{number}/merge", { params: dry, body }));
      setLast({ of: asked, rehearsal: (answer.body as { data: unknown }).data as Rehearsal });
    });

  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  return (
    <div className="stack">
      <Field id="merge-message" label={t("changes.message")}>
        <InputGroup id="merge-message" value={message} onValueChange={draft.keep} />
      </Field>
      {trouble ? <TroubleNote error={trouble} /> : null}
      {tried ? (
        <Callout compact title={t("pull.would", { count: tried.diff.length })}>
          <DiffList changes={tried.diff} />
        </Callout>
      ) : null}
      {last !== null && tried === null ? (
        <Callout compact intent="warning" role="status">
          {t("pull.triedBefore")}
        </Callout>
      ) : null}
      <div className="row">
        <Button
          disabled={cannot !== undefined}
          title={cannot}
          loading={busy && tried === null}
          onClick={() => void rehearse()}
        >
          {t("pull.try")}
        </Button>
        <Button
          intent="success"
          disabled={tried === null}
          loading={busy && tried !== null}
          onClick={() => void attempt(() => merge.give(body).then(() => draft.drop()))}
        >
          {t("pull.merge")}
        </Button>
      </div>
    </div>
  );
}
