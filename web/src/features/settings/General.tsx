/** What a database is called, and what holds in it; and its end. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { patchOf } from "../../api/merging";
import { same } from "../../api/numbers";
import { database } from "../../api/queries";
import { problemsAt } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { LabelFields } from "../../ui/LabelFields";
import type { Label } from "../../ui/labels";
import { PhaseTag } from "../../ui/PhaseTag";
import { TroubleNote } from "../../ui/Trouble";
import { Ending } from "./Ending";

const COMPATIBILITIES = ["BACKWARD", "FORWARD", "FULL", "NONE"];
const AUDITS = ["changes", "refusals", "reads"] as const;

interface Set {
  readonly db: string;
  readonly cannot: string | undefined;
}

interface Settings {
  readonly label: Label;
  readonly description: Label;
  readonly timezone: string | null;
  readonly compatibility: string;
  readonly audit: Schemas["Database"]["audit"];
}

export function General({ db, cannot }: Set) {
  const found = useQuery(database(db));
  return (
    <Answered of={found}>
      {(about) => (
        <div className="stack">
          <Form key={db} db={db} cannot={cannot} about={about} />
          <Ending db={db} cannot={cannot} />
        </div>
      )}
    </Answered>
  );
}

/** What was typed lies over what was read last: where somebody else saved meanwhile, only what they changed is new. */
function Form({ db, cannot, about }: Set & { about: Schemas["Database"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Partial<Settings>>({});
  const { label, description, timezone, compatibility, audit } = about;
  const given: Settings = { label: texts(label), description: texts(description), timezone, compatibility, audit };
  const shown: Settings = { ...given, ...typed };
  const patch = patchOf({ ...given }, { ...shown, timezone: shown.timezone || null });
  const set = (changed: Partial<Settings>) => setTyped({ ...typed, ...changed });
  const change = useCommand<Schemas["DatabasePatch"]>({
    db,
    label: t("settings.saving", { name: db }),
    send: (body, headers) => api.PATCH("/api/v1/database/{db}", { params: { path: { db } }, body, headers }),
  });
  function send(event: FormEvent) {
    event.preventDefault();
    change
      .give(patch as Schemas["DatabasePatch"], `"${about.version}"`)
      .then(() => setTyped((now) => since(now, typed)))
      .catch(() => void queries.invalidateQueries({ queryKey: [db, "database"] }));
  }
  const disabled = cannot !== undefined;
  return (
    <form className="card" onSubmit={send} onKeyDown={guardComposition}>
      <LabelFields
        id="label"
        title={t("ontology.label")}
        value={shown.label}
        disabled={disabled}
        onChange={(next) => set({ label: next })}
      />
      <LabelFields
        id="description"
        title={t("ontology.description")}
        value={shown.description}
        disabled={disabled}
        onChange={(next) => set({ description: next })}
      />
      <Field
        id="zone"
        label={t("home.timezone")}
        help={t("home.timezoneHelp")}
        problems={problemsAt(change.error, "timezone")}
      >
        <InputGroup
          id="zone"
          value={shown.timezone ?? ""}
          placeholder="UTC"
          disabled={disabled}
          onValueChange={(next) => set({ timezone: next })}
        />
      </Field>
      <Field id="compatibility" label={t("home.compatibility")} help={t("settings.compatibilityHelp")}>
        <HTMLSelect
          id="compatibility"
          value={shown.compatibility}
          options={COMPATIBILITIES}
          disabled={disabled}
          onChange={(event) => set({ compatibility: event.target.value })}
        />
      </Field>
      <Field id="audit" label={t("settings.audit")} help={t("settings.auditHelp")}>
        <HTMLSelect
          id="audit"
          value={shown.audit}
          options={AUDITS.map((value) => ({ value, label: t(`settings.audits.${value}`) }))}
          disabled={disabled}
          onChange={(event) => set({ audit: event.target.value as Settings["audit"] })}
        />
      </Field>
      <p className="muted">{t("settings.region", { region: about.region })}</p>
      {change.error ? <TroubleNote error={change.error} /> : null}
      {change.error?.has("version_conflict") ? <p role="status">{t("settings.moved")}</p> : null}
      <div className="row">
        <Button
          type="submit"
          intent="primary"
          disabled={Object.keys(patch).length === 0 || disabled}
          title={cannot}
          loading={change.busy}
        >
          {t("act.save")}
        </Button>
        <PhaseTag phase={change.phase} />
      </div>
    </form>
  );
}

/** What was typed while the rest was given. */
function since(now: Partial<Settings>, given: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(value, given[name as keyof Settings])));
}

function texts(label: Label): Record<string, string> {
  return typeof label === "string" ? { en: label } : { ...(label ?? {}) };
}
