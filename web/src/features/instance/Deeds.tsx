/** Delete an instance, and bring back what it was. */
import { Button } from "@blueprintjs/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useCommand } from "../../api/command";
import { Ask } from "../../ui/Dialogs";
import { useMay } from "../../ui/roles";
import { type InstanceState, pathOf, type Which } from "./reads";

interface Deed {
  readonly which: Which;
  readonly state: InstanceState;
}

export function Delete({ which, state, onClose }: Deed & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useCommand<string>({
    db: which.db,
    label: t("edit.deleting", { id: which.id }),
    send: (reason, headers) =>
      api.DELETE("/api/v1/database/{db}/instances/{class}/{id}", {
        params: { path: pathOf(which), query: reason === "" ? {} : { reason } },
        headers,
      }),
  });
  return (
    <Ask
      open
      title={t("edit.deleteTitle", { id: which.id })}
      act={t("edit.delete")}
      intent="danger"
      reason="asked"
      busy={remove.busy}
      error={remove.error}
      onClose={onClose}
      onAct={(reason) => {
        remove
          .give(reason, `"${state.version}"`)
          .then(() => navigate({ to: "/db/$db/explore", params: { db: which.db }, search: { class: which.class } }))
          .catch(() => undefined);
      }}
    >
      <p>{t("edit.deleteText")}</p>
    </Ask>
  );
}

export function Restore({ which, state }: Deed) {
  const { t } = useTranslation();
  const may = useMay(which.db);
  const navigate = useNavigate({ from: "/db/$db/i/$class/$id" });
  const [asking, setAsking] = useState(false);
  const restore = useCommand<string>({
    db: which.db,
    label: t("instance.restoring", { id: which.id, version: state.version }),
    send: (reason, headers) =>
      api.POST("/api/v1/database/{db}/instances/{class}/{id}/restore", {
        params: { path: pathOf(which) },
        body: { version: state.version, ...(reason !== "" && { reason }) },
        headers,
      }),
  });
  const cannot = may.least("editor") ? undefined : t("role.needs", { role: t("role.editor") });
  return (
    <>
      <Button intent="warning" disabled={cannot !== undefined} title={cannot} onClick={() => setAsking(true)}>
        {t("instance.restore")}
      </Button>
      <Ask
        open={asking}
        title={t("instance.restoreTitle", { version: state.version })}
        act={t("instance.restore")}
        reason="asked"
        busy={restore.busy}
        error={restore.error}
        onClose={() => setAsking(false)}
        onAct={(reason) => {
          restore
            .give(reason)
            .then(() => {
              setAsking(false);
              return navigate({ search: {} });
            })
            .catch(() => undefined);
        }}
      >
        <p>{t("instance.restoreText")}</p>
      </Ask>
    </>
  );
}
