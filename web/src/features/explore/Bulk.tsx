/** One deed for all that was found: chosen, tried dry, then done with a reason. */
import {
  Button,
  Callout,
  Dialog,
  DialogBody,
  DialogFooter,
  HTMLSelect,
  InputGroup,
  ProgressBar,
  Radio,
  RadioGroup,
} from "@blueprintjs/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field as FormField } from "../../ui/Field";
import { TroubleNote } from "../../ui/Trouble";
import { ValueEditor } from "../../ui/ValueEditor";
import { collect, type Deed, doToAll, type Line, type Outcome, PART } from "./all-found";
import type { Exploration, Field } from "./found";

interface Doing {
  readonly db: string;
  readonly wanted: Exploration;
  readonly fields: readonly Field[];
  readonly total: number;
  readonly onClose: () => void;
}

type Stage = "choose" | "working" | "tried" | "done";

export function Bulk({ db, wanted, fields, total, onClose }: Doing) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [stage, setStage] = useState<Stage>("choose");
  const [op, setOp] = useState<Deed["op"]>("update");
  const own = fields.filter((each) => !each.name.startsWith("_"));
  const [field, setField] = useState(own[0]?.name ?? "");
  const [value, setValue] = useState<unknown>(undefined);
  const [reason, setReason] = useState("");
  const [share, setShare] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [error, setError] = useState<unknown>(null);
  const lines = useRef<readonly Line[]>([]);
  const keys = useRef<readonly string[]>([]);
  const deed: Deed = op === "delete" ? { op } : { op, data: { [field]: value ?? null } };
  const property = own.find((each) => each.name === field);

  async function run(dry: boolean) {
    setStage("working");
    setError(null);
    try {
      if (dry) {
        lines.current = await collect(db, wanted, (seen) => setShare(seen / Math.max(total, 1)));
        keys.current = Array.from({ length: Math.ceil(lines.current.length / PART) }, () => crypto.randomUUID());
      }
      const all = lines.current;
      const tell = (seen: number) => setShare(seen / Math.max(all.length, 1));
      setOutcome(await doToAll(db, all, deed, reason, { dry, keys: keys.current }, tell));
      setStage(dry ? "tried" : "done");
      if (!dry) await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === db });
    } catch (cause) {
      setError(cause);
      setStage("choose");
    }
  }

  return (
    <Dialog isOpen onClose={onClose} title={t("bulk.title", { count: total })} shouldReturnFocusOnClose>
      <DialogBody>
        <RadioGroup
          label={t("bulk.deed")}
          selectedValue={op}
          disabled={stage !== "choose"}
          onChange={(event) => setOp(event.currentTarget.value as Deed["op"])}
        >
          <Radio value="update" label={t("bulk.update")} />
          <Radio value="delete" label={t("bulk.delete")} />
        </RadioGroup>
        {op === "update" && property ? (
          <div className="row">
            <HTMLSelect
              aria-label={t("explore.field")}
              value={field}
              disabled={stage !== "choose"}
              options={own.map((each) => ({ value: each.name, label: each.label }))}
              onChange={(event) => {
                setField(event.target.value);
                setValue(undefined);
              }}
            />
            <FormField id="bulk-value" label={t("bulk.value")} help={t("bulk.valueHelp")}>
              <ValueEditor
                key={field}
                id="bulk-value"
                property={property}
                value={value}
                disabled={stage !== "choose"}
                onChange={setValue}
              />
            </FormField>
          </div>
        ) : null}
        <FormField id="bulk-reason" label={t("ask.reasonRequired")}>
          <InputGroup id="bulk-reason" value={reason} onValueChange={setReason} disabled={stage !== "choose"} />
        </FormField>
        {stage === "working" ? <ProgressBar value={share} aria-label={t("bulk.working")} /> : null}
        {error ? <TroubleNote error={error} /> : null}
        {outcome && stage !== "working" ? <Told outcome={outcome} dry={stage === "tried"} /> : null}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={onClose}>{t(stage === "done" ? "act.close" : "act.cancel")}</Button>
            {stage === "choose" ? (
              <Button intent="primary" disabled={reason.trim() === ""} onClick={() => void run(true)}>
                {t("bulk.try")}
              </Button>
            ) : null}
            {stage === "tried" && outcome && outcome.done > 0 ? (
              <Button intent={op === "delete" ? "danger" : "primary"} onClick={() => void run(false)}>
                {t("bulk.run", { count: outcome.done })}
              </Button>
            ) : null}
          </>
        }
      />
    </Dialog>
  );
}

const LISTED = 20;

function Told({ outcome, dry }: { outcome: Outcome; dry: boolean }) {
  const { t } = useTranslation();
  const refused = outcome.refused.length;
  return (
    <Callout intent={refused > 0 ? "warning" : "success"} role="status" compact>
      {t(dry ? "bulk.would" : "bulk.did", { count: outcome.done })}{" "}
      {refused > 0 ? t("bulk.refused", { count: refused }) : null}
      <ul>
        {outcome.refused.slice(0, LISTED).map(({ id, why }) => (
          <li key={id}>
            <code>{id}</code> {why}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
