/** Answers to conflicts, kept with their plan one after another, and laid over what others answered meanwhile. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { same } from "../../api/numbers";
import { asTrouble } from "../../api/trouble";
import { plan as planOf } from "./reads";

export type Chosen = Schemas["Chosen"];
export type Answers = Readonly<Record<string, Chosen>>;

interface OfPlan {
  readonly db: string;
  readonly plan: Schemas["MergePlan"];
  /** The ETag of what is kept. */
  readonly kept: string | null;
}

interface Answering {
  readonly answers: Answers;
  readonly error: unknown;
  /** Somebody else answered meanwhile. */
  readonly others: boolean;
  readonly answer: (chosen: Chosen) => void;
}

/** As often as others may be faster with one answer. */
const TRIES = 5;

export function useAnswers({ db, plan, kept }: OfPlan): Answering {
  const queries = useQueryClient();
  const [answers, setAnswers] = useState(() => answersIn(plan));
  const [error, setError] = useState<unknown>(null);
  const [others, setOthers] = useState(false);
  const told = useRef({ answers: answersIn(plan), allowed: allowedBy(plan), etag: kept });
  const untold = useRef<Answers>({});
  const turn = useRef<Promise<void>>(Promise.resolve());

  async function tell(tries = TRIES): Promise<void> {
    const given = untold.current;
    if (Object.keys(given).length === 0) return;
    const { answers: before, allowed, etag } = told.current;
    const next = { ...before, ...given };
    try {
      const answer = await read(
        api.PUT("/api/v1/database/{db}/merges/plans/{plan_id}", {
          params: { path: { db, plan_id: plan.plan_id } },
          headers: etag === null ? {} : { "If-Match": etag },
          body: { resolutions: Object.values(next), ...allowed },
        }),
      );
      told.current = { answers: next, allowed, etag: answer.etag };
      untold.current = Object.fromEntries(
        Object.entries(untold.current).filter(([id, each]) => !same(given[id], each)),
      );
    } catch (cause) {
      if (asTrouble(cause).status !== 412 || tries === 0) throw cause;
      const now = await queries.fetchQuery({ ...planOf(db, plan.plan_id), staleTime: 0 });
      told.current = { answers: answersIn(now.plan), allowed: allowedBy(now.plan), etag: now.kept };
      setAnswers({ ...told.current.answers, ...untold.current });
      setOthers(true);
      await tell(tries - 1);
    }
  }

  const answer = (chosen: Chosen) => {
    untold.current = { ...untold.current, [chosen.conflict_id]: chosen };
    setAnswers((before) => ({ ...before, [chosen.conflict_id]: chosen }));
    turn.current = turn.current.then(() => tell()).then(() => setError(null), setError);
  };
  return { answers, error, others, answer };
}

function answersIn(plan: Schemas["MergePlan"]): Answers {
  return Object.fromEntries(plan.resolutions.map((each) => [each.conflict_id, each as Chosen]));
}

export type Allowed = Pick<Schemas["PullMerging"], "waive" | "migrations">;

/** What is kept beside the answers stays kept. */
export function allowedBy(plan: Pick<Schemas["MergePlan"], "waive" | "migrations">): Allowed {
  return { waive: plan.waive as Allowed["waive"], migrations: plan.migrations as Allowed["migrations"] };
}
