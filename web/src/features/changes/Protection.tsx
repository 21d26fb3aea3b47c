/** Who may write a branch, and how many approvals a merge into it needs. */
import { InputGroup, Switch } from "@blueprintjs/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { same } from "../../api/numbers";
import { branches } from "../../api/queries";
import { asTrouble, problemsAt } from "../../api/trouble";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { listed } from "../../ui/listed";
import type { OfBranch } from "./BranchDeeds";

type Patch = Schemas["BranchPatch"];

export function Protection({ db, branch, onClose }: OfBranch) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [closed, setClosed] = useState(branch.protected);
  const [reviews, setReviews] = useState(String(branch.required_reviews));
  const [writers, setWriters] = useState(branch.writers.join(", "));
  const protect = useCommand<Patch>({
    db,
    label: t("changes.guarding", { name: branch.name }),
    send: (body, headers) =>
      api.PATCH("/api/v1/database/{db}/branches/{branch}", {
        params: { path: { db, branch: branch.name } },
        body,
        headers,
      }),
  });
  const patch = changed(branch, closed, reviews, listed(writers));
  const moved = protect.error?.status === 412;

  async function save() {
    try {
      await protect.give(patch, branch.head);
      onClose();
    } catch (cause) {
      // The head that was asked for is not there any more: the next try is on the one that is.
      if (asTrouble(cause).status === 412) await queries.invalidateQueries({ queryKey: branches(db).queryKey });
    }
  }

  return (
    <Ask
      open
      title={t("changes.guardTitle", { name: branch.name })}
      act={t("act.save")}
      disabled={Object.keys(patch).length === 0 || !/^\d+$/.test(reviews)}
      busy={protect.busy}
      error={protect.error}
      onClose={onClose}
      onAct={() => void save()}
    >
      <Switch
        checked={closed}
        label={t("changes.guarded")}
        onChange={(event) => setClosed(event.currentTarget.checked)}
      />
      <Field
        id="writers"
        label={t("changes.writers")}
        help={t("changes.writersHelp")}
        problems={problemsAt(protect.error, "writers")}
      >
        <InputGroup id="writers" value={writers} disabled={!closed} onValueChange={setWriters} />
      </Field>
      <Field
        id="reviews"
        label={t("changes.reviews")}
        help={t("changes.reviewsHelp")}
        problems={problemsAt(protect.error, "required_reviews")}
      >
        <InputGroup id="reviews" inputMode="numeric" value={reviews} onValueChange={setReviews} />
      </Field>
      <p className="muted">{t("changes.guardLoosen")}</p>
      {moved ? <p role="status">{t("changes.guardMoved")}</p> : null}
    </Ask>
  );
}

/** What differs from the branch as it is: the rest stays as others have set it. */
function changed(branch: Schemas["Branch"], closed: boolean, reviews: string, writers: string[]): Patch {
  return {
    ...(closed !== branch.protected && { protected: closed }),
    ...(Number(reviews) !== branch.required_reviews && { required_reviews: Number(reviews) }),
    ...(!same(writers, branch.writers) && { writers }),
  };
}
