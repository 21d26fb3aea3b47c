/** Make a database. */
import { Button, Dialog, DialogBody, DialogFooter, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { problemsAt } from "../../api/trouble";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { TroubleNote } from "../../ui/Trouble";

const COMPATIBILITIES = ["BACKWARD", "FORWARD", "FULL", "NONE"];

export function NewDatabase({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [labels, setLabels] = useState({ en: "", ko: "" });
  const [timezone, setTimezone] = useState("");
  const [compatibility, setCompatibility] = useState("BACKWARD");
  const create = useCommand<Schemas["NewDatabase"]>({
    db: null,
    label: t("home.creating", { name }),
    send: (body, headers) => api.POST("/api/v1/database", { body, headers }),
  });
  async function send(event: FormEvent) {
    event.preventDefault();
    const label = Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== ""));
    const given = { ...(Object.keys(label).length > 0 && { label }), ...(timezone !== "" && { timezone }) };
    try {
      await create.give({ name, compatibility, ...given } as Schemas["NewDatabase"]);
    } catch {
      return;
    }
    onClose();
    await navigate({ to: "/db/$db", params: { db: name } });
  }
  return (
    <Dialog isOpen={open} onClose={onClose} title={t("home.create")} shouldReturnFocusOnClose>
      <form onSubmit={(event) => void send(event)} onKeyDown={guardComposition}>
        <DialogBody>
          <Field
            id="db-name"
            label={t("home.name")}
            help={t("home.nameHelp")}
            problems={problemsAt(create.error, "name")}
          >
            <InputGroup id="db-name" value={name} onValueChange={setName} autoFocus required />
          </Field>
          <Field id="db-en" label={t("home.labelEn")} problems={problemsAt(create.error, "en")}>
            <InputGroup id="db-en" value={labels.en} onValueChange={(en) => setLabels({ ...labels, en })} />
          </Field>
          <Field id="db-ko" label={t("home.labelKo")} problems={problemsAt(create.error, "ko")}>
            <InputGroup id="db-ko" value={labels.ko} onValueChange={(ko) => setLabels({ ...labels, ko })} />
          </Field>
          <Field
            id="db-zone"
            label={t("home.timezone")}
            help={t("home.timezoneHelp")}
            problems={problemsAt(create.error, "timezone")}
          >
            <InputGroup id="db-zone" value={timezone} placeholder="UTC" onValueChange={setTimezone} />
          </Field>
          <Field id="db-compat" label={t("home.compatibility")}>
            <HTMLSelect
              id="db-compat"
              value={compatibility}
              options={COMPATIBILITIES}
              onChange={(event) => setCompatibility(event.target.value)}
            />
          </Field>
          {create.error ? <TroubleNote error={create.error} /> : null}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button onClick={onClose}>{t("act.cancel")}</Button>
              <Button type="submit" intent="primary" loading={create.busy}>
                {t("act.create")}
              </Button>
            </>
          }
        />
      </form>
    </Dialog>
  );
}
