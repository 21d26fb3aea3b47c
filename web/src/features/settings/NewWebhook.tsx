/** A webhook is made: where to, of which events. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useDirect } from "../../api/direct";
import { problemsAt } from "../../api/trouble";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { listed } from "../../ui/listed";
import { TroubleNote } from "../../ui/Trouble";

type Webhook = Schemas["Webhook"];
type Signatures = Webhook["signatures"];
const SIGNATURES: readonly Signatures[] = ["v1", "v1a"];

export function NewWebhook({ db, onSecret }: { db: string; onSecret: (secret: string) => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState("*");
  const [signatures, setSignatures] = useState<Signatures>("v1");
  const create = useDirect<Webhook, Schemas["NewWebhook"]>({
    db,
    changes: "webhooks",
    send: (body, headers) => api.POST("/api/v1/database/{db}/webhooks", { params: { path: { db } }, body, headers }),
  });
  function send(event: FormEvent) {
    event.preventDefault();
    create.mutate(
      { url, events: listed(events), signatures },
      {
        onSuccess: ({ secret }) => {
          if (secret) onSecret(secret);
          setUrl((now) => (now === url ? "" : now));
        },
      },
    );
  }
  return (
    <form className="card" onSubmit={send} onKeyDown={guardComposition}>
      <div className="row">
        <Field id="hook-url" label="URL" problems={problemsAt(create.error, "url")}>
          <InputGroup id="hook-url" type="url" value={url} onValueChange={setUrl} placeholder="https://" />
        </Field>
        <Field
          id="hook-events"
          label={t("hooks.events")}
          help={t("hooks.eventsHelp")}
          problems={problemsAt(create.error, "events")}
        >
          <InputGroup id="hook-events" value={events} onValueChange={setEvents} />
        </Field>
        <Field
          id="hook-signatures"
          label={t("hooks.signatures")}
          help={t(`hooks.signedHelp.${signatures}`)}
          problems={problemsAt(create.error, "signatures")}
        >
          <HTMLSelect
            id="hook-signatures"
            value={signatures}
            onChange={(event) => setSignatures(event.currentTarget.value as Signatures)}
            options={SIGNATURES.map((value) => ({ value, label: t(`hooks.signed.${value}`) }))}
          />
        </Field>
        <Button type="submit" intent="primary" disabled={url === ""} loading={create.isPending}>
          {t("act.create")}
        </Button>
      </div>
      {create.error ? <TroubleNote error={create.error} /> : null}
    </form>
  );
}
