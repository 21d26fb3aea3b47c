/** A pull request is closed, opened again, or said in other words. */
import { Button, InputGroup, TextArea } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { type Commanding, useCommand } from "../../api/command";
import { same } from "../../api/numbers";
import { problemsAt } from "../../api/trouble";
import { AskCommand } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { listed } from "../../ui/listed";
import { useMay } from "../../ui/roles";

type Patch = Schemas["PullRequestPatch"];

interface OfPull {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

export function PullDeeds({ db, told }: OfPull) {
  const { t } = useTranslation();
  const may = useMay(db);
  const [deed, setDeed] = useState<"edit" | "close" | "reopen" | null>(null);
  const { number } = told;
  const change = useCommand<Patch>({
    db,
    label: t(deed === "close" ? "pull.closing" : deed === "reopen" ? "pull.reopening" : "pull.changing", { number }),
    send: (body, headers) =>
      api.PATCH("/api/v1/database/{db}/pull-requests/{number}", {
        params: { path: { db, number: String(number) } },
        body,
        headers,
      }),
  });
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  const offered =
    told.state === "merged" ? [] : told.state === "open" ? (["edit", "close"] as const) : (["reopen"] as const);
  const asked = { command: change, ifMatch: `"${told.version}"`, onClose: () => setDeed(null) };
  return (
    <>
      {offered.map((each) => (
        <Button
          key={each}
          disabled={cannot !== undefined}
          title={cannot}
          onClick={() => {
            change.reset();
            setDeed(each);
          }}
        >
          {t(each === "edit" ? "edit.open" : `pull.${each}`)}
        </Button>
      ))}
      {deed === "close" ? (
        <AskCommand
          {...asked}
          title={t("pull.closeTitle", { number })}
          act={t("pull.close")}
          input={() => ({ state: "closed" as const })}
        >
          <p>{t("pull.closeText")}</p>
        </AskCommand>
      ) : null}
      {deed === "reopen" ? (
        <AskCommand
          {...asked}
          title={t("pull.reopenTitle", { number })}
          act={t("pull.reopen")}
          input={() => ({ state: "open" as const })}
        />
      ) : null}
      {deed === "edit" ? <Edit told={told} {...asked} /> : null}
    </>
  );
}

interface Edited {
  readonly told: Schemas["PullDetail"];
  readonly command: Commanding<Patch>;
  readonly ifMatch: string;
  readonly onClose: () => void;
}

/** What was typed stays where somebody else was faster: the version that is given is the one that is seen. */
function Edit({ told, command, ifMatch, onClose }: Edited) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(told.title);
  const [description, setDescription] = useState(told.description);
  const [reviewers, setReviewers] = useState(told.reviewers.join(", "));
  const now = { title: title.trim(), description, reviewers: listed(reviewers) };
  const patch: Patch = Object.fromEntries(
    Object.entries(now).filter(([name, value]) => !same(value, told[name as keyof typeof now])),
  );
  return (
    <AskCommand
      title={t("pull.editTitle", { number: told.number })}
      act={t("act.save")}
      disabled={now.title === "" || Object.keys(patch).length === 0}
      command={command}
      ifMatch={ifMatch}
      input={() => patch}
      onClose={onClose}
    >
      <Field id="pull-title" label={t("pull.title")} problems={problemsAt(command.error, "title")}>
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
        problems={problemsAt(command.error, "reviewers")}
      >
        <InputGroup id="pull-reviewers" value={reviewers} onValueChange={setReviewers} />
      </Field>
    </AskCommand>
  );
}
