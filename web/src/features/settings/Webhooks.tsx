/** Who is told of events: webhooks, their secret shown once, their deliveries. */
import { Button, Callout, InputGroup, Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, read, type Schemas, waiting } from "../../api/client";
import { afterLast, useCommand } from "../../api/command";
import { problemsAt } from "../../api/trouble";
import { Answered, Empty } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { TroubleNote } from "../../ui/Trouble";
import { Deliveries } from "./Deliveries";

type Webhook = Schemas["Webhook"];
const INTENT = { active: "success", paused: "warning", off: "danger" } as const;

interface Hooked {
  readonly db: string;
  readonly cannot: string | undefined;
}

export function Webhooks({ db, cannot }: Hooked) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: [db, "webhooks"],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/webhooks", {
          params: { path: { db }, query: afterLast(db, "definitions"), header: waiting(5) },
        }),
      ),
    enabled: cannot === undefined,
  });
  const [secret, setSecret] = useState<string | null>(null);
  if (cannot !== undefined) return <Empty title={t("hooks.hidden")}>{cannot}</Empty>;
  return (
    <div className="stack">
      <NewWebhook db={db} onSecret={setSecret} />
      {secret === null ? null : (
        <Callout intent="warning" title={t("hooks.secret")} role="status">
          <code>{secret}</code>
          <p>{t("hooks.secretText")}</p>
          <Button size="small" onClick={() => setSecret(null)}>
            {t("hooks.noted")}
          </Button>
        </Callout>
      )}
      <Answered
        of={found}
        isEmpty={(all) => all.length === 0}
        empty={<Empty title={t("hooks.none")}>{t("hooks.noneText")}</Empty>}
      >
        {(all) => (
          <ul className="plain stack">
            {all.map((each) => (
              <One key={each.id} db={db} hook={each} onSecret={setSecret} />
            ))}
          </ul>
        )}
      </Answered>
    </div>
  );
}

function NewWebhook({ db, onSecret }: { db: string; onSecret: (secret: string) => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState("*");
  const create = useCommand<Schemas["NewWebhook"]>({
    db,
    label: t("hooks.creating"),
    send: (body, headers) => api.POST("/api/v1/database/{db}/webhooks", { params: { path: { db } }, body, headers }),
  });
  async function send(event: FormEvent) {
    event.preventDefault();
    const wanted = events
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== "");
    try {
      const made = (await create.give({ url, events: wanted })) as unknown as { result?: Webhook; secret?: string };
      const told = made.result?.secret ?? made.secret;
      if (told) onSecret(told);
      setUrl("");
    } catch {
      // Shown below the form, which keeps what was typed.
    }
  }
  return (
    <form className="card" onSubmit={(event) => void send(event)} onKeyDown={guardComposition}>
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
        <Button type="submit" intent="primary" disabled={url === ""} loading={create.phase === "sending"}>
          {t("act.create")}
        </Button>
      </div>
      {create.error ? <TroubleNote error={create.error} /> : null}
    </form>
  );
}

function One({ db, hook, onSecret }: { db: string; hook: Webhook; onSecret: (secret: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [tested, setTested] = useState<unknown>(null);
  const params = { path: { db, id: hook.id } };
  const turn = useCommand<"pause" | "resume">({
    db,
    label: t("hooks.turning"),
    send: (what, headers) =>
      what === "pause"
        ? api.POST("/api/v1/database/{db}/webhooks/{id}/pause", { params, headers })
        : api.POST("/api/v1/database/{db}/webhooks/{id}/resume", { params, headers }),
  });
  const rotate = useCommand<null>({
    db,
    label: t("hooks.rotating"),
    send: (_, headers) => api.POST("/api/v1/database/{db}/webhooks/{id}/rotate", { params, headers, body: {} }),
  });
  const remove = useCommand<null>({
    db,
    label: t("hooks.deleting"),
    send: (_, headers) => api.DELETE("/api/v1/database/{db}/webhooks/{id}", { params, headers }),
  });
  async function test() {
    try {
      const answer = await read(api.POST("/api/v1/database/{db}/webhooks/{id}/test", { params }));
      setTested((answer.body as { data: unknown }).data);
    } catch (cause) {
      setTested(cause);
    }
  }
  async function newSecret() {
    try {
      const made = (await rotate.give(null)) as unknown as { result?: Webhook };
      if (made.result?.secret) onSecret(made.result.secret);
    } catch {
      // Shown below.
    }
  }
  const error = turn.error ?? rotate.error ?? (tested instanceof Error ? tested : null);
  const delivery = tested !== null && !(tested instanceof Error) ? (tested as Schemas["Delivery"]) : null;
  return (
    <li className="card stack">
      <div className="row">
        <strong>{hook.url}</strong>
        <Tag minimal intent={INTENT[hook.state]}>
          {t(`hooks.state.${hook.state}`)}
        </Tag>
        <span className="muted">{hook.events.join(", ")}</span>
      </div>
      <div className="muted">
        {t("hooks.waiting", { count: hook.waiting })} · {t("hooks.exhausted", { count: hook.exhausted })} {hook.reason}
      </div>
      <div className="row">
        <Button size="small" onClick={() => void test()}>
          {t("hooks.test")}
        </Button>
        <Button
          size="small"
          onClick={() => void turn.give(hook.state === "active" ? "pause" : "resume").catch(() => undefined)}
        >
          {t(hook.state === "active" ? "hooks.pause" : "hooks.resume")}
        </Button>
        <Button size="small" onClick={() => void newSecret()}>
          {t("hooks.rotate")}
        </Button>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("hooks.deliveries")}
        </Button>
        <Button size="small" onClick={() => setRemoving(true)}>
          {t("edit.delete")}
        </Button>
      </div>
      {error ? <TroubleNote error={error} /> : null}
      {delivery ? (
        <Callout compact intent={delivery.state === "delivered" ? "success" : "warning"} role="status">
          {t("hooks.tested", { status: delivery.status ?? "–" })} {delivery.error}
        </Callout>
      ) : null}
      {open ? <Deliveries db={db} id={hook.id} /> : null}
      <Ask
        open={removing}
        title={t("hooks.deleteTitle", { url: hook.url })}
        act={t("edit.delete")}
        intent="danger"
        busy={remove.busy}
        error={remove.error}
        onClose={() => setRemoving(false)}
        onAct={() => {
          remove
            .give(null)
            .then(() => setRemoving(false))
            .catch(() => undefined);
        }}
      />
    </li>
  );
}
