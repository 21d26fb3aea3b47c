/** The conflicts of a merge: base, target and source beside each other, an answer for each, kept with the plan. */
import { Button, Callout, Tag } from "@blueprintjs/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { Answered, Empty } from "../../ui/Answered";
import { useKeys } from "../../ui/keys";
import { TroubleNote } from "../../ui/Trouble";
import { allowedBy, useAnswers } from "./answering";
import { Breaking } from "./Breaking";
import { Merge } from "./Merge";
import { classOf, OneConflict } from "./OneConflict";
import { plan as planOf, pull } from "./reads";

type Choice = Schemas["Chosen"]["choice"];

interface Solving {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

export function Conflicts({ db, told }: Solving) {
  const { t } = useTranslation();
  if (told.state !== "open" || told.plan_id === null) return <Empty title={t("conflict.none")} />;
  return <OfPlan db={db} told={told} planId={told.plan_id} />;
}

function OfPlan({ db, told, planId }: Solving & { planId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const found = useQuery(planOf(db, planId));
  const again = () => {
    void queries.invalidateQueries({ queryKey: pull(db, told.number).queryKey });
    void queries.invalidateQueries({ queryKey: planOf(db, planId).queryKey });
  };
  return (
    <Answered
      of={found}
      isEmpty={({ plan }) => isClear(plan)}
      empty={<Empty title={t("conflict.none")}>{t("conflict.noneText")}</Empty>}
    >
      {({ plan, kept }) => (
        <>
          {plan.stale ? (
            <Callout intent="warning" title={t("conflict.stale")} compact>
              <Button onClick={again}>{t("conflict.preview")}</Button>
            </Callout>
          ) : null}
          <Answers key={plan.plan_id} db={db} told={told} plan={plan} kept={kept} onStale={again} />
        </>
      )}
    </Answered>
  );
}

/** Nothing to answer, and nothing that was. */
function isClear({ conflicts, problems, needs, waive }: Schemas["MergePlan"]): boolean {
  return conflicts.length + problems.length + needs.length + waive.length === 0;
}

interface Answering extends Solving {
  readonly plan: Schemas["MergePlan"];
  readonly kept: string | null;
  readonly onStale: () => void;
}

function Answers({ db, told, plan, kept, onStale }: Answering) {
  const { t } = useTranslation();
  const { answers, waivers, error, others, answer, waive } = useAnswers({ db, plan, kept });
  const of = `${db}/${told.number}`;
  const [at, setAt] = useState(0);
  // By class, each in the plan's order: the keys walk as the list is read.
  const conflicts = plan.conflicts.toSorted((one, other) => classOf(one.path).localeCompare(classOf(other.path)));
  const conflict = conflicts[Math.min(at, conflicts.length - 1)];
  const open = conflicts.filter((each) => answers[each.id] === undefined).length;

  const choose = (choice: Choice) => {
    if (conflict?.choices.includes(choice)) answer({ conflict_id: conflict.id, choice });
  };
  useKeys({
    n: () => setAt(Math.min(at + 1, conflicts.length - 1)),
    p: () => setAt(Math.max(at - 1, 0)),
    "1": () => choose("ours"),
    "2": () => choose("theirs"),
    "3": () => choose("base"),
  });
  return (
    <div className={conflict ? "columns" : undefined}>
      <nav className="tree" aria-label={t("conflict.list")} hidden={conflict === undefined}>
        <p role="status">{t("conflict.open", { count: open })}</p>
        <ul>
          {conflicts.map((each, index) => (
            <li key={each.id}>
              {classOf(each.path) === classOf(conflicts[index - 1]?.path ?? "") ? null : (
                <strong>{classOf(each.path)}</strong>
              )}
              <Button
                variant="minimal"
                fill
                alignText="left"
                active={index === at}
                aria-current={index === at ? "true" : undefined}
                onClick={() => setAt(index)}
              >
                <span aria-hidden="true">{answers[each.id] ? "✓ " : "○ "}</span>
                {each.path} <Tag minimal>{t(`severity.${each.severity}`)}</Tag>
              </Button>
            </li>
          ))}
        </ul>
        <p className="muted">{t("conflict.keys")}</p>
      </nav>
      <div className="stack">
        {conflict ? (
          <OneConflict
            key={conflict.id}
            of={of}
            db={db}
            conflict={conflict}
            chosen={answers[conflict.id]}
            onAnswer={answer}
          />
        ) : null}
        {others ? (
          <Callout intent="primary" compact role="status">
            {t("conflict.others")}
          </Callout>
        ) : null}
        {error ? <TroubleNote error={error} /> : null}
        {open === 0 ? <Breaking of={of} plan={plan} waivers={waivers} onWaive={waive} /> : null}
        {open === 0 && plan.needs.every((each) => waivers[each.path] !== undefined) ? (
          <Merge
            db={db}
            told={told}
            planId={plan.plan_id}
            resolutions={Object.values(answers)}
            allowed={allowedBy(plan, waivers)}
            onStale={onStale}
          />
        ) : null}
      </div>
    </div>
  );
}
