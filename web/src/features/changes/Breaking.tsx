/** What of a merge is refused, and what each breaking change needs: a reason why it may, kept with the plan. */
import { Button, Callout, InputGroup, Tag } from "@blueprintjs/core";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { ProblemLine } from "../../ui/Trouble";
import type { Waivers } from "./answering";

interface Broken {
  /** What is merged: what is typed is kept under it, whatever plan is the newest. */
  readonly of: string;
  readonly plan: Schemas["MergePlan"];
  readonly waivers: Waivers;
  readonly onWaive: (path: string, reason: string | null) => void;
}

export function Breaking({ of, plan, waivers, onWaive }: Broken) {
  const { t } = useTranslation();
  const needs = plan.needs.filter((each) => waivers[each.path] === undefined);
  const others = plan.problems.filter((each) => each.code !== "breaking_change");
  if (needs.length + others.length + Object.keys(waivers).length === 0) return null;
  return (
    <section className="card stack" aria-label={t("breaking.title")}>
      <h2 className="bp6-heading">{t("breaking.title")}</h2>
      {others.length > 0 ? (
        <Callout intent="danger" compact title={t("ontology.problems", { count: others.length })}>
          <ul className="plain">
            {others.map((each, index) => (
              <ProblemLine key={index} problem={each} />
            ))}
          </ul>
        </Callout>
      ) : null}
      {needs.map((each) => (
        <OneNeed key={each.path} of={of} need={each} onWaive={(reason) => onWaive(each.path, reason)} />
      ))}
      <ul className="plain stack">
        {Object.entries(waivers).map(([path, reason]) => (
          <li key={path} className="row">
            <code>{path}</code> <span>{t("changes.waived", { reason })}</span>
            <Button size="small" aria-label={t("breaking.unwaive", { path })} onClick={() => onWaive(path, null)}>
              {t("breaking.takeBack")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Needed {
  readonly of: string;
  readonly need: Schemas["Need"];
  readonly onWaive: (reason: string) => void;
}

function OneNeed({ of, need, onWaive }: Needed) {
  const { t } = useTranslation();
  const draft = useDraft<string>(`waiver ${of}${need.path}`);
  const reason = draft.content ?? "";
  const id = `waive ${need.path}`;
  function send(event: FormEvent) {
    event.preventDefault();
    if (reason.trim() === "") return;
    onWaive(reason.trim());
    draft.drop();
  }
  return (
    <form className="stack" onSubmit={send} onKeyDown={guardComposition}>
      <div className="row">
        <code>{need.path}</code>
        <Tag minimal intent="danger">
          {t("conflict.affected", { count: need.affected })}
        </Tag>
      </div>
      <div className="muted">{need.reason}</div>
      {need.migrations.length > 0 ? (
        <p className="muted">{t("breaking.migrations", { ops: need.migrations.join(", ") })}</p>
      ) : null}
      {need.waivable ? (
        <div className="row">
          <Field id={id} label={t("ontology.waive", { path: need.path })} help={t("ontology.waiveHelp")}>
            <InputGroup id={id} value={reason} onValueChange={draft.keep} />
          </Field>
          <Button type="submit" disabled={reason.trim() === ""}>
            {t("breaking.waive")}
          </Button>
        </div>
      ) : (
        <p className="problem">{t("breaking.final")}</p>
      )}
    </form>
  );
}
