/** A branch is made, rebased, or deleted: each asks first. */
import { InputGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { problemsAt } from "../../api/trouble";
import { AskCommand } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";

export interface OfBranch {
  readonly db: string;
  readonly branch: Schemas["Branch"];
  readonly onClose: () => void;
}

export function CreateBranch({ db, branch, onClose }: OfBranch) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const create = useCommand<Schemas["NewBranch"]>({
    db,
    label: t("changes.creatingBranch", { name }),
    send: (body, headers) => api.POST("/api/v1/database/{db}/branches", { params: { path: { db } }, body, headers }),
  });
  return (
    <AskCommand
      title={t("changes.newBranch", { from: branch.name })}
      act={t("act.create")}
      disabled={name.trim() === ""}
      command={create}
      input={() => ({ name: name.trim(), from: branch.name })}
      onClose={onClose}
    >
      <Field id="branch" label={t("changes.branchName")} problems={problemsAt(create.error, "name")}>
        <InputGroup id="branch" value={name} onValueChange={setName} autoFocus />
      </Field>
    </AskCommand>
  );
}

export function Rebase({ db, branch, onClose }: OfBranch) {
  const { t } = useTranslation();
  const rebase = useCommand<Schemas["Onto"]>({
    db,
    label: t("changes.rebasing", { name: branch.name }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/branches/{branch}/rebase", {
        params: { path: { db, branch: branch.name } },
        body,
        headers,
      }),
  });
  return (
    <AskCommand
      title={t("changes.rebaseTitle", { name: branch.name })}
      act={t("changes.rebase")}
      command={rebase}
      input={() => ({ onto: "main" })}
      ifMatch={branch.head}
      onClose={onClose}
    >
      <p>{t("changes.rebaseText", { count: branch.behind })}</p>
    </AskCommand>
  );
}

export function DeleteBranch({ db, branch, onClose }: OfBranch) {
  const { t } = useTranslation();
  const remove = useCommand<null>({
    db,
    label: t("changes.deletingBranch", { name: branch.name }),
    send: (_, headers) =>
      api.DELETE("/api/v1/database/{db}/branches/{branch}", { params: { path: { db, branch: branch.name } }, headers }),
  });
  return (
    <AskCommand
      title={t("changes.deleteTitle", { name: branch.name })}
      act={t("edit.delete")}
      intent="danger"
      typed={branch.name}
      command={remove}
      input={() => null}
      ifMatch={branch.head}
      onClose={onClose}
    >
      <p>{t("changes.deleteText")}</p>
    </AskCommand>
  );
}
