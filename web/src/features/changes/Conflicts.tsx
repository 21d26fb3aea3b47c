/** The conflicts of a merge: base, target and source beside each other, an answer for each, kept with the plan. */
import { Button, Callout, Tag } from "@blueprintjs/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read, type Schemas } from "../../api/client";
import { Answered, Empty } from "../../ui/Answered";
import { useKeys } from "../../ui/keys";
import { TroubleNote } from "../../ui/Trouble";
import { type Allowed, Merge } from "./Merge";
import { OneConflict } from "./OneConflict";
import { plan as planOf, pull } from "./reads";

type Chosen = Schemas["Chosen"];
type Choice = Chosen["choice"];

interface Solving {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

/** What is kept beside the answers stays kept. */
function allowedBy(plan: Schemas["MergePlan"]): Allowed {
  return { waive: plan.waive as Allowed["waive"], migrations: plan.migrations as Allowed["migrations"] };
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
      isEmpty={({ plan }) => plan.conflicts.length === 0}
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

interface Answering extends Solving {
  readonly plan: Schemas["MergePlan"];
  readonly kept: string | null;
  readonly onStale: () => void;
}

function Answers({ db, told, plan, kept, onStale }: Answering) {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState<Readonly<Record<string, Chosen>>>(() =>
    Object.fromEntries(plan.resolutions.map((each) => [each.conflict_id, each as Chosen])),
  );
  const [at, setAt] = useState(0);
  const etag = useRef(kept);
  const [error, setError] = useState<unknown>(null);
  const conflict = plan.conflicts[Math.min(at, plan.conflicts.length - 1)];
  const open = plan.conflicts.filter((each) => answers[each.id] === undefined).length;

  async function answer(chosen: Chosen) {
    const next = { ...answers, [chosen.conflict_id]: chosen };
    setAnswers(next);
    try {
      const { etag: newer } = await read(
        api.PUT("/api/v1/database/{db}/merges/plans/{plan_id}", {
          params: { path: { db, plan_id: plan.plan_id } },
          headers: etag.current ? { "If-Match": etag.current } : {},
          body: { resolutions: Object.values(next), ...allowedBy(plan) },
        }),
      );
      etag.current = newer;
      setError(null);
    } catch (cause) {
      setError(cause);
    }
  }

  const choose = (choice: Choice) => {
    if (conflict?.choices.includes(choice)) void answer({ conflict_id: conflict.id, choice });
  };
  useKeys({
    n: () => setAt(Math.min(at + 1, plan.conflicts.length - 1)),
    p: () => setAt(Math.max(at - 1, 0)),
    "1": () => choose("ours"),
    "2": () => choose("theirs"),
    "3": () => choose("base"),
  });
  return (
    <div className="columns">
      <nav className="tree" aria-label={t("conflict.list")}>
        <p role="status">{t("conflict.open", { count: open })}</p>
        <ul>
          {plan.conflicts.map((each, index) => (
            <li key={each.id}>
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
            conflict={conflict}
            chosen={answers[conflict.id]}
            onAnswer={(chosen) => void answer(chosen)}
          />
        ) : null}
        {error ? <TroubleNote error={error} /> : null}
        {open === 0 ? (
          <Merge
            db={db}
            told={told}
            planId={plan.plan_id}
            resolutions={Object.values(answers)}
            allowed={allowedBy(plan)}
            onStale={onStale}
          />
        ) : null}
      </div>
    </div>
  );
}
