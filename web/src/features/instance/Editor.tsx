/** Change an instance: only what was changed is sent, for the version that was seen. */
import { Button, Callout, InputGroup } from "@blueprintjs/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { clashesOf, patchOf, rebased } from "../../api/merging";
import { same } from "../../api/numbers";
import type { Class } from "../../api/queries";
import { asTrouble } from "../../api/trouble";
import { DraftNotes } from "../../ui/DraftNotes";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { PhaseTag } from "../../ui/PhaseTag";
import { TroubleNote } from "../../ui/Trouble";
import { Form } from "./Form";
import { type Edit, packingOf } from "./keeping";
import { MergeFields } from "./MergeFields";
import { type Data, type InstanceState, instance, pathOf, type Which } from "./reads";

interface Editing {
  readonly which: Which;
  readonly shape: Class;
  readonly state: InstanceState;
  readonly onDone: () => void;
}

/** Where the draft of an edit is kept. */
export function draftOf({ db, class: name, id }: Which): string {
  return `${db}/${name}/${id}`;
}

function begun({ version, data }: InstanceState): Edit {
  return { base: { version, data: data as Data }, data: data as Data, reason: "", forgotten: [] };
}

export function Editor({ which, shape, state, onDone }: Editing) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const packing = useMemo(() => packingOf(shape, state), [shape, state]);
  const draft = useDraft(draftOf(which), packing);
  const kept: Edit = draft.content ?? begun(state);
  const latest = useRef(kept);
  latest.current = kept;
  // The fields are drawn anew where what is in them is another's, never by what one typed.
  const [drawn, setDrawn] = useState({ version: kept.base.version, time: 0 });
  const redraw = (version: number) => setDrawn({ version, time: drawn.time + 1 });
  if (draft.content === null && drawn.version !== state.version) redraw(state.version);
  const [theirs, setTheirs] = useState<InstanceState | null>(null);
  const save = useCommand<Schemas["InstanceData"]>({
    db: which.db,
    label: t("edit.saving", { id: which.id }),
    send: (body, headers) =>
      api.PATCH("/api/v1/database/{db}/instances/{class}/{id}", { params: { path: pathOf(which) }, body, headers }),
  });
  const base = kept.base.data;
  const personal = (shape.properties ?? []).filter((each) => each.personal === true).map((each) => each.name);
  // A personal value is sealed as a whole, and so it is given.
  const patch = patchOf(base, kept.data, personal);
  const nothing = Object.keys(patch).length === 0;

  async function send(event: FormEvent) {
    event.preventDefault();
    const given = kept.reason.trim();
    try {
      const body = { data: patch, ...(given !== "" && { reason: given }) } as Schemas["InstanceData"];
      const told = await save.give(body, `"${kept.base.version}"`);
      if (same(latest.current, kept)) leave();
      else goOn((told.result as Schemas["InstanceResult"] | null)?.version ?? kept.base.version + 1);
    } catch (cause) {
      if (asTrouble(cause).status === 412) await meet();
    }
  }

  function leave() {
    draft.drop();
    onDone();
  }

  /** What was typed while the rest was saved is the next change. */
  function goOn(version: number) {
    draft.keep({ ...latest.current, reason: "", base: { version, data: kept.data } });
  }

  /** Someone was faster: merge what does not clash, and ask about what does. */
  async function meet() {
    const now = (await queries.fetchQuery({ ...instance(which), staleTime: 0 })).state;
    if (clashesOf(base, kept.data, now.data as Data).length > 0) setTheirs(now);
    else merge(now, {});
  }

  function merge(now: InstanceState, chosen: Parameters<typeof rebased>[3]) {
    const typed = latest.current;
    draft.keep({ ...typed, base: begun(now).base, data: rebased(base, typed.data, now.data as Data, chosen) });
    redraw(now.version);
  }

  if (theirs !== null) {
    return (
      <MergeFields
        clashes={clashesOf(base, kept.data, theirs.data as Data)}
        shape={shape}
        theirs={theirs}
        onCancel={() => setTheirs(null)}
        onMerged={(chosen) => {
          merge(theirs, chosen);
          save.reset();
          setTheirs(null);
        }}
      />
    );
  }
  const merged = kept.base.version !== state.version ? null : save.error?.status === 412;
  return (
    <form onSubmit={(event) => void send(event)} onKeyDown={guardComposition}>
      {save.phase === "idle" && draft.content !== null && kept.base.version < state.version ? (
        <Callout intent="warning" compact role="status">
          {t("edit.newer", { version: state.version })}
        </Callout>
      ) : null}
      {merged ? (
        <Callout intent="primary" compact role="status">
          {t("edit.mergedItself", { version: kept.base.version })}
        </Callout>
      ) : null}
      <DraftNotes unkept={draft.unkept} forgotten={kept.forgotten} />
      <Form
        key={drawn.time}
        db={which.db}
        shape={shape}
        data={kept.data}
        error={save.error}
        keysFixed
        onChange={(data) => draft.keep({ ...kept, data })}
      />
      <div className="sticky">
        {save.error && save.error.status !== 412 ? <TroubleNote error={save.error} /> : null}
        <div className="row">
          <Field id="edit-reason" label={t("ask.reason")}>
            <InputGroup
              id="edit-reason"
              value={kept.reason}
              onValueChange={(reason) => draft.keep({ ...kept, reason })}
            />
          </Field>
          <span className="grow" />
          <PhaseTag phase={save.phase === "failed" ? "idle" : save.phase} />
          <Button onClick={leave}>{t("act.cancel")}</Button>
          <Button type="submit" intent="primary" disabled={nothing} loading={save.busy}>
            {t("edit.save", { count: Object.keys(patch).length })}
          </Button>
        </div>
      </div>
    </form>
  );
}
