/** One deed for all that was found or selected: chosen, tried dry, then done with a reason. */
import {
  Button,
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
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field as FormField } from "../../ui/Field";
import { TroubleNote } from "../../ui/Trouble";
import { ValueEditor } from "../../ui/ValueEditor";
import { collect, type Deed, doToAll, type Line, lineOf, NOTHING, type Outcome, PART, undo } from "./all-found";
import { BulkOutcome } from "./BulkOutcome";
import type { Exploration, Field, Hit } from "./found";

interface Doing {
  readonly db: string;
  readonly wanted: Exploration;
  readonly fields: readonly Field[];
  readonly total: number;
  /** Those that were selected; else all that was found. */
  readonly picked?: readonly Hit[] | undefined;
  readonly onClose: (done: boolean) => void;
}

type Stage = "choose" | "working" | "tried" | "done" | "undone";

export function Bulk({ db, wanted, fields, total, picked, onClose }: Doing) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [stage, setStage] = useState<Stage>("choose");
  const [op, setOp] = useState<Deed["op"]>("update");
  const own = fields.filter((each) => !each.name.startsWith("_") && !each.key);
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

  const stop = useRef(new AbortController());
  const [stopping, setStopping] = useState(false);
  // Nothing goes on unseen: who leaves the page stops it, too.
  useEffect(() => () => stop.current.abort(), []);

  async function run(dry: boolean) {
    setStage("working");
    setStopping(false);
    setError(null);
    setOutcome(null);
    stop.current = new AbortController();
    const { signal } = stop.current;
    try {
      if (dry) {
        lines.current =
          picked?.map(lineOf) ?? (await collect(db, wanted, signal, (seen) => setShare(seen / Math.max(total, 1))));
        keys.current = Array.from({ length: Math.ceil(lines.current.length / PART) }, () => crypto.randomUUID());
      }
      setOutcome(NOTHING);
      await doToAll(db, lines.current, deed, reason, { dry, keys: keys.current, signal }, (sum) => {
        setOutcome(sum);
        setShare(sum.sent / Math.max(lines.current.length, 1));
      });
      setStage(!dry ? "done" : signal.aborted ? "choose" : "tried");
    } catch (cause) {
      if (!signal.aborted) setError(cause);
      // What was done under the keys of its parts is not done twice: it can be run again.
      setStage(dry ? "choose" : "tried");
    } finally {
      if (!dry) await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === db });
    }
  }

  async function takeBack(batches: Outcome["batches"]) {
    setStage("working");
    setError(null);
    try {
      await undo(db, batches, reason, setOutcome);
      setStage("undone");
    } catch (cause) {
      setError(cause);
      setStage("done");
    } finally {
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === db });
    }
  }
  const ended = stage === "done" || stage === "undone";

  return (
    <Dialog
      isOpen
      onClose={() => onClose(ended)}
      title={t(picked ? "bulk.titleSelected" : "bulk.title", { count: total })}
      shouldReturnFocusOnClose
      canEscapeKeyClose={stage !== "working"}
      canOutsideClickClose={stage !== "working"}
      isCloseButtonShown={stage !== "working"}
    >
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
        {error && stage === "tried" ? <p>{t("bulk.interrupted")}</p> : null}
        {outcome && stage !== "working" && stage !== "choose" ? (
          <BulkOutcome
            outcome={outcome}
            as={stage === "undone" ? "undone" : stage === "tried" && !error ? "would" : "did"}
            of={stage === "undone" ? outcome.sent : lines.current.length}
          />
        ) : null}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            {stage === "working" ? (
              <Button
                loading={stopping}
                onClick={() => {
                  setStopping(true);
                  stop.current.abort();
                }}
              >
                {t("bulk.stop")}
              </Button>
            ) : (
              <Button onClick={() => onClose(ended)}>{t(ended ? "act.close" : "act.cancel")}</Button>
            )}
            {stage === "done" && outcome && outcome.batches.length > 0 ? (
              <Button onClick={() => void takeBack(outcome.batches)}>{t("bulk.undo")}</Button>
            ) : null}
            {stage === "choose" ? (
              <Button
                intent="primary"
                disabled={reason.trim() === "" || (op === "update" && property === undefined)}
                onClick={() => void run(true)}
              >
                {t("bulk.try")}
              </Button>
            ) : null}
            {stage === "tried" && outcome && (outcome.done > 0 || error) ? (
              <Button intent={op === "delete" ? "danger" : "primary"} onClick={() => void run(false)}>
                {error ? t("bulk.goOn") : t("bulk.run", { count: outcome.done })}
              </Button>
            ) : null}
          </>
        }
      />
    </Dialog>
  );
}
