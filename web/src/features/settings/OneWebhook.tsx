/** A webhook: how it stands, and what is done with it. */
import { Button, Callout, Tag } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read, type Schemas } from "../../api/client";
import { useDirect } from "../../api/direct";
import { Ask } from "../../ui/Dialogs";
import { TroubleNote } from "../../ui/Trouble";
import { Deliveries } from "./Deliveries";

type Webhook = Schemas["Webhook"];
const INTENT = { active: "success", paused: "warning", off: "danger" } as const;

export function OneWebhook({ db, hook, onSecret }: { db: string; hook: Webhook; onSecret: (secret: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [tested, setTested] = useState<unknown>(null);
  const params = { path: { db, id: hook.id } };
  const turn = useDirect<Webhook, "pause" | "resume">({
    db,
    changes: "webhooks",
    send: (what, headers) =>
      what === "pause"
        ? api.POST("/api/v1/database/{db}/webhooks/{id}/pause", { params, headers })
        : api.POST("/api/v1/database/{db}/webhooks/{id}/resume", { params, headers }),
  });
  const rotate = useDirect<Webhook, null>({
    db,
    changes: "webhooks",
    send: (_, headers) => api.POST("/api/v1/database/{db}/webhooks/{id}/rotate", { params, headers, body: {} }),
  });
  const remove = useDirect<unknown, null>({
    db,
    changes: "webhooks",
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
  const newSecret = () =>
    rotate.mutate(null, {
      onSuccess: ({ secret }) => {
        if (secret) onSecret(secret);
      },
    });
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
        <span className="muted">{t(`hooks.signed.${hook.signatures}`)}</span>
      </div>
      {hook.public_key ? (
        <div className="muted">
          {t("hooks.publicKey")}: <code>{hook.public_key}</code>
        </div>
      ) : null}
      <div className="muted">
        {t("hooks.waiting", { count: hook.waiting })} · {t("hooks.exhausted", { count: hook.exhausted })} {hook.reason}
      </div>
      <div className="row">
        <Button size="small" onClick={() => void test()}>
          {t("hooks.test")}
        </Button>
        <Button
          size="small"
          loading={turn.isPending}
          onClick={() => turn.mutate(hook.state === "active" ? "pause" : "resume")}
        >
          {t(hook.state === "active" ? "hooks.pause" : "hooks.resume")}
        </Button>
        <Button size="small" loading={rotate.isPending} onClick={newSecret}>
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
      {removing ? (
        <Ask
          open
          title={t("hooks.deleteTitle", { url: hook.url })}
          act={t("edit.delete")}
          intent="danger"
          busy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate(null, { onSuccess: () => setRemoving(false) })}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </li>
  );
}
