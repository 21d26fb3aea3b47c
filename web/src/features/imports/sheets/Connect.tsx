/** A sheet that was tried is brought in from now on, whenever it changes. */
import { Button, InputGroup } from "@blueprintjs/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../../api/client";
import { problemsAt } from "../../../api/trouble";
import { Field } from "../../../ui/Field";
import { TroubleNote } from "../../../ui/Trouble";
import { connect, connections } from "./reads";

interface Connecting {
  readonly db: string;
  /** The import as it would be run. */
  readonly wanted: Omit<Schemas["ConnectionBody"], "every_minutes">;
  readonly blocked: boolean;
  readonly onDone: () => void;
}

export function Connect({ db, wanted, blocked, onDone }: Connecting) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [every, setEvery] = useState("60");
  const add = useMutation({
    mutationFn: () => connect(db, name.trim(), { ...wanted, every_minutes: Number(every) }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: connections(db).queryKey });
      await navigate({ to: "/db/$db/imports/sheets", params: { db } });
    },
  });
  return (
    <details>
      <summary>{t("sheets.connect")}</summary>
      <p className="muted">{t("sheets.connectText")}</p>
      <div className="row">
        <Field id="connection" label={t("sheets.connectName")} problems={problemsAt(add.error, "name")}>
          <InputGroup id="connection" value={name} onValueChange={setName} />
        </Field>
        <Field id="every" label={t("sheets.every")} problems={problemsAt(add.error, "every_minutes")}>
          <InputGroup id="every" inputMode="numeric" value={every} onValueChange={setEvery} />
        </Field>
        <Button
          loading={add.isPending}
          disabled={blocked || name.trim() === "" || !/^\d+$/.test(every)}
          onClick={() => add.mutate()}
        >
          {t("sheets.connectIt")}
        </Button>
      </div>
      {add.error ? <TroubleNote error={add.error} /> : null}
    </details>
  );
}
