/** The end of a database. */
import { Button } from "@blueprintjs/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useCommand } from "../../api/command";
import { Ask } from "../../ui/Dialogs";

interface Ended {
  readonly db: string;
  readonly cannot: string | undefined;
}

export function Ending({ db, cannot }: Ended) {
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
