/** Name, time zone and compatibility of a database; and its end. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { patchOf } from "../../api/merging";
import { database } from "../../api/queries";
import { problemsAt } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { PhaseTag } from "../../ui/PhaseTag";
import { TroubleNote } from "../../ui/Trouble";

const COMPATIBILITIES = ["BACKWARD", "FORWARD", "FULL", "NONE"];

interface Set {
  readonly db: string;
  readonly cannot: string | undefined;
}

export function General({ db, cannot }: Set) {
  const found = useQuery(database(db));
  return (
    <Answered of={found}>
      {(about) => (
        <>
          <Form key={about.version} db={db} cannot={cannot} about={about} />
          <Ending db={db} cannot={cannot} />
        </>
      )}
    </Answered>
  );
}

function Form({ db, cannot, about }: Set & { about: Schemas["Database"] }) {
  const { t } = useTranslation();
  const given = typeof about.label === "string" ? { en: about.label } : (about.label ?? {});
  const [label, setLabel] = useState<Record<string, string>>(given);
  const [timezone, setTimezone] = useState(about.timezone ?? "");
  const [compatibility, setCompatibility] = useState<string>(about.compatibility);
  const texts = Object.fromEntries(Object.entries(label).filter(([, text]) => text !== ""));
  const patch = patchOf(
    { label: given, compatibility: about.compatibility, timezone: about.timezone },
    { label: texts, compatibility, timezone: timezone === "" ? null : timezone },
  );
  const nothing = Object.keys(patch).length === 0;
  const change = useCommand<Schemas["DatabasePatch"]>({
    db,
    label: t("settings.saving", { name: db }),
    send: (body, headers) => api.PATCH("/api/v1/database/{db}", { params: { path: { db } }, body, headers }),
  });
  function send(event: FormEvent) {
    event.preventDefault();
    change.give(patch as Schemas["DatabasePatch"]).catch(() => undefined);
  }
  return (
    <form className="card" onSubmit={send} onKeyDown={guardComposition}>
      {(["en", "ko"] as const).map((language) => (
        <Field key={language} id={`label-${language}`} label={t(language === "en" ? "home.labelEn" : "home.labelKo")}>
          <InputGroup
            id={`label-${language}`}
            value={label[language] ?? ""}
            disabled={cannot !== undefined}
            onValueChange={(text) => setLabel({ ...label, [language]: text })}
          />
        </Field>
      ))}
      <Field
        id="zone"
        label={t("home.timezone")}
        help={t("home.timezoneHelp")}
        problems={problemsAt(change.error, "timezone")}
      >
        <InputGroup
          id="zone"
          value={timezone}
          placeholder="UTC"
          disabled={cannot !== undefined}
          onValueChange={setTimezone}
        />
      </Field>
      <Field id="compatibility" label={t("home.compatibility")} help={t("settings.compatibilityHelp")}>
        <HTMLSelect
          id="compatibility"
          value={compatibility}
          options={COMPATIBILITIES}
          disabled={cannot !== undefined}
          onChange={(event) => setCompatibility(event.target.value)}
        />
      </Field>
      {change.error ? <TroubleNote error={change.error} /> : null}
      <div className="row">
        <Button
          type="submit"
          intent="primary"
          disabled={nothing || cannot !== undefined}
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

function Ending({ db, cannot }: Set) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useCommand<null>({
    db: null,
    label: t("settings.deleting", { name: db }),
    send: (_, headers) =>
      api.DELETE("/api/v1/database/{db}", { params: { path: { db }, query: { confirm: db } }, headers }),
  });
  return (
    <section className="card">
      <h2 className="bp6-heading">{t("settings.delete")}</h2>
      <p className="muted">{t("settings.deleteText")}</p>
      <Button
        intent="danger"
        variant="outlined"
        disabled={cannot !== undefined}
        title={cannot}
        onClick={() => setAsking(true)}
      >
        {t("settings.delete")}
      </Button>
      <Ask
        open={asking}
        title={t("settings.deleteTitle", { name: db })}
        act={t("edit.delete")}
        intent="danger"
        typed={db}
        busy={remove.busy}
        error={remove.error}
        onClose={() => setAsking(false)}
        onAct={() => {
          remove
            .give(null)
            .then(() => navigate({ to: "/" }))
            .catch(() => undefined);
        }}
      />
    </section>
  );
}
