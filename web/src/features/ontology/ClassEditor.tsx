/** Edit a class: a draft for one head of a branch, checked while it is typed, committed or proposed. */
import { Button, Callout, Checkbox, InputGroup } from "@blueprintjs/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Class, ontology, whole } from "../../api/queries";
import type { Problem } from "../../api/trouble";
import { DraftNotes } from "../../ui/DraftNotes";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { Replacing, replacedAt } from "../../ui/hints";
import { LabelFields } from "../../ui/LabelFields";
import { Picker } from "../../ui/Picker";
import { Checking, waiversOf } from "./Checking";
import { Committing } from "./Committing";
import { Properties } from "./Properties";
import { Problems } from "./problems";
import { Relationships } from "./Relationships";
import { emptyClass, onto, operations, unchanged } from "./shape";

interface Editing {
  readonly db: string;
  readonly branch: string;
  readonly head: string | null;
  readonly classes: readonly Class[];
  /** None: a new class. */
  readonly before: Class | null;
  readonly onDone: (name: string | null) => void;
}

interface Kept {
  readonly base: Class | null;
  readonly head: string | null;
  readonly shape: Class;
}

/** Where the draft of a class is kept; of a new one, under its branch. */
export function draftOf(db: string, branch: string, id: string | null): string {
  return `ontology ${db}/${branch}/${id ?? "new"}`;
}

export function ClassEditor({ db, branch, head, classes, before, onDone }: Editing) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const place = draftOf(db, branch, before?.id ?? null);
  const draft = useDraft<Kept>(place);
  const waivers = useDraft(waiversOf(place));
  const kept = draft.content ?? { base: before, head, shape: before ?? emptyClass() };
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  // A pointer leads through the operation into the class: `/changes/0/patch/…` or `/changes/0/class/…`.
  const replace = (problem: Problem, word: string) => {
    const [, , , , ...steps] = (problem.path ?? "").split("/");
    draft.keep({ ...kept, shape: replacedAt(shape, steps, problem.value, word) as Class });
  };
  const [busy, setBusy] = useState(false);
  const [clashes, setClashes] = useState<readonly string[] | null>(null);
  const { shape } = kept;
  const set = (changed: Partial<Class>) => draft.keep({ ...kept, shape: { ...shape, ...changed } });
  const inherited = shape.parent ? whole(classes, shape.parent) : undefined;
  const ownNames = [...(shape.properties ?? []), ...(shape.relationships ?? [])].map((each) => each.name);
  const keyable = [...ownNames, ...(inherited?.properties ?? []).map((each) => each.name)].filter(
    (each) => each !== "",
  );
  const made = operations(kept.base, shape);

  /** The branch has moved: put the draft on its new head. */
  async function rebase() {
    const now = await queries.fetchQuery({ ...ontology(db, { branch }), staleTime: 0 });
    const there = now.classes.find((each) => each.id === kept.base?.id);
    if (kept.base === null || there === undefined) {
      draft.keep({ ...kept, head: now.head });
      setClashes(kept.base === null ? [] : [kept.base.name]);
      return;
    }
    const { shape: next, clashes: found } = onto(kept.base, shape, there);
    draft.keep({ base: there, head: now.head, shape: next });
    setClashes(found);
  }

  function leave(name: string | null) {
    draft.drop();
    waivers.drop();
    onDone(name);
  }

  return (
    <Replacing value={replace}>
      <section
        className="card stack"
        aria-label={before ? t("ontology.editing", { name: before.name }) : t("ontology.newClass")}
      >
        <h2 className="bp6-heading">
          {before ? t("ontology.editing", { name: before.name }) : t("ontology.newClass")}
        </h2>
        <DraftNotes unkept={draft.unkept} />
        {clashes === null ? null : (
          <Callout intent={clashes.length > 0 ? "warning" : "primary"} compact role="status">
            {clashes.length > 0 ? t("ontology.collided", { names: clashes.join(", ") }) : t("ontology.rebased")}
          </Callout>
        )}
        {/* What is being committed is what was given: nothing is typed that would be forgotten with it. */}
        <div className="stack" inert={busy}>
          <div className="halves">
            <Field id="class-name" label={t("ontology.name")}>
              <InputGroup id="class-name" value={shape.name} onValueChange={(name) => set({ name })} />
            </Field>
            <Field id="class-parent" label={t("ontology.parent")}>
              <Picker
                id="class-parent"
                fill
                value={shape.parent ?? ""}
                none="–"
                choices={classes
                  .filter((each) => each.id !== shape.id)
                  .map(({ name }) => ({ value: name, label: name }))}
                onChange={(parent) => set({ parent: parent || null })}
              />
            </Field>
          </div>
          <LabelFields
            id="class-label"
            title={t("ontology.label")}
            value={shape.label}
            onChange={(label) => set({ label })}
          />
          <LabelFields
            id="class-description"
            title={t("ontology.description")}
            value={shape.description}
            onChange={(description) => set({ description })}
          />
          <Checkbox
            checked={shape.abstract ?? false}
            label={t("ontology.abstract")}
            onChange={() => set({ abstract: !shape.abstract })}
          />
          <Problems value={problems}>
            <Properties properties={shape.properties ?? []} onChange={(properties) => set({ properties })} />
            <Relationships
              relationships={shape.relationships ?? []}
              classes={classes}
              onChange={(relationships) => set({ relationships })}
            />
          </Problems>
          <fieldset className="facet">
            <legend>{t("ontology.key")}</legend>
            <p className="muted">{t("ontology.keyHelp")}</p>
            {keyable.map((name) => (
              <Checkbox
                key={name}
                label={name}
                checked={(shape.key ?? []).includes(name)}
                onChange={() => {
                  const key = shape.key ?? [];
                  set({ key: key.includes(name) ? key.filter((each) => each !== name) : [...key, name] });
                }}
              />
            ))}
          </fieldset>
        </div>
        {unchanged(kept.base, shape) || shape.name === "" ? (
          <div className="row">
            <span className="grow" />
            <Button onClick={() => leave(null)}>{t("act.cancel")}</Button>
          </div>
        ) : (
          <Checking db={db} branch={branch} place={place} changes={made} onProblems={setProblems}>
            {(check, waive) => (
              <Committing
                db={db}
                branch={branch}
                place={place}
                head={kept.head}
                changes={made}
                waivers={waive}
                blocked={check === undefined || check.problems.length > 0}
                suggested={t(before ? "ontology.messageChange" : "ontology.messageCreate", { name: shape.name })}
                onBusy={setBusy}
                onMoved={() => void rebase()}
                onCancel={() => leave(null)}
                onDone={() => leave(shape.name)}
              />
            )}
          </Checking>
        )}
      </section>
    </Replacing>
  );
}
