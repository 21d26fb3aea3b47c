/** Propose a branch to another one. */
import { HTMLSelect, InputGroup, TextArea } from "@blueprintjs/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { problemsAt } from "../../api/trouble";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { listed } from "../../ui/listed";

interface Proposing {
  readonly db: string;
  readonly source: string;
  readonly targets: readonly Schemas["Branch"][];
  readonly onClose: () => void;
}

export function NewPull({ db, source, targets, onClose }: Proposing) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [target, setTarget] = useState("main");
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [reviewers, setReviewers] = useState("");
  const create = useCommand<Schemas["NewPullRequest"]>({
    db,
    label: t("pull.creating"),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests", { params: { path: { db } }, body, headers }),
  });
  async function send() {
    try {
      const made = await create.give({ source, target, title, description, reviewers: listed(reviewers) });
      const { number } = made.result as Schemas["PullResult"];
      await navigate({ to: "/db/$db/pulls/$number", params: { db, number: String(number) } });
    } catch {
      // Shown in the dialog, which stays.
    }
  }
  return (
    <Ask
      open
      title={t("pull.new", { source })}
      act={t("pull.open")}
      disabled={title.trim() === ""}
      busy={create.busy}
      error={create.error}
      onClose={onClose}
      onAct={() => void send()}
    >
      <Field id="pull-target" label={t("pull.target")}>
        <HTMLSelect
          id="pull-target"
          value={target}
          options={targets.map((each) => each.name).filter((name) => name !== source)}
          onChange={(event) => setTarget(event.target.value)}
        />
      </Field>
      <Field id="pull-title" label={t("pull.title")} problems={problemsAt(create.error, "title")}>
        <InputGroup id="pull-title" value={title} onValueChange={setTitle} />
      </Field>
      <Field id="pull-description" label={t("ontology.description")}>
        <TextArea
          id="pull-description"
          fill
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      <Field
        id="pull-reviewers"
        label={t("pull.reviewers")}
        help={t("pull.reviewersHelp")}
        problems={problemsAt(create.error, "reviewers")}
      >
        <InputGroup id="pull-reviewers" value={reviewers} onValueChange={setReviewers} />
      </Field>
    </Ask>
  );
}
