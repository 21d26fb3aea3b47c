/** Answers to conflicts, kept with their plan one after another, and laid over what others answered meanwhile. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, read, type Schemas } from "../../api/client";
import { same } from "../../api/numbers";
import { asTrouble } from "../../api/trouble";
import { plan as planOf } from "./reads";

export type Chosen = Schemas["Chosen"];
type Waiver = Schemas["Waiver"];
export type Waivers = Readonly<Record<string, string>>;
export type Answers = Readonly<Record<string, Chosen>>;

interface OfPlan {
  readonly db: string;
  readonly plan: Schemas["MergePlan"];
  /** The ETag of what is kept. */
  readonly kept: string | null;
}

interface Answering {
  readonly answers: Answers;
  /** Why each place may break. */
  readonly waivers: Waivers;
  readonly error: unknown;
  /** Somebody else answered meanwhile. */
  readonly others: boolean;
  readonly answer: (chosen: Chosen) => void;
  /** Say why a place may break; without a reason, that it may not. */
  readonly waive: (path: string, reason: string | null) => void;
}

interface Said {
  readonly answers: Answers;
  readonly waivers: Readonly<Record<string, string | null>>;
}

const NOTHING: Said = { answers: {}, waivers: {} };

/** As often as others may be faster with one answer. */
const TRIES = 5;

export function useAnswers({ db, plan, kept }: OfPlan): Answering {
  const queries = useQueryClient();
  const [untold, setUntold] = useState(NOTHING);
  const [error, setError] = useState<unknown>(null);
  const [others, setOthers] = useState(false);
  const told = useRef({ ...saidIn(plan), etag: kept });
  const waiting = useRef(NOTHING);
  const turn = useRef<Promise<void>>(Promise.resolve());

  function left(next: Said): void {
    waiting.current = next;
    setUntold(next);
  }

  async function tell(tries = TRIES): Promise<void> {
    const given = waiting.current;
    if (same(given, NOTHING)) return;
    const next = over(told.current, given);
    try {
      const answer = await read(
        api.PUT("/api/v1/database/{db}/merges/plans/{plan_id}", {
          params: { path: { db, plan_id: plan.plan_id } },
          headers: told.current.etag === null ? {} : { "If-Match": told.current.etag },
          body: { resolutions: Object.values(next.answers), waive: waiversOf(next), migrations: migrationsOf(plan) },
        }),
      );
      told.current = { ...next, etag: answer.etag };
      left(without(waiting.current, given));
      queries.setQueryData(planOf(db, plan.plan_id).queryKey, { plan: answer.body.data, kept: answer.etag });
    } catch (cause) {
      if (asTrouble(cause).status !== 412 || tries === 0) throw cause;
      const now = await queries.fetchQuery({ ...planOf(db, plan.plan_id), staleTime: 0 });
      told.current = { ...saidIn(now.plan), etag: now.kept };
      setOthers(true);
      await tell(tries - 1);
    }
  }

  function say(more: Partial<Said>): void {
    left(over(waiting.current, { ...NOTHING, ...more }));
    turn.current = turn.current.then(() => tell()).then(() => setError(null), setError);
  }

  const now = over(told.current, untold);
  return {
    answers: now.answers,
    waivers: Object.fromEntries(waiversOf(now).map(({ path, reason }) => [path, reason])),
    error,
    others,
    answer: (chosen) => say({ answers: { [chosen.conflict_id]: chosen } }),
    waive: (path, reason) => say({ waivers: { [path]: reason } }),
  };
}

function over(before: Said, said: Said): Said {
  return {
    answers: { ...before.answers, ...said.answers },
    waivers: { ...before.waivers, ...said.waivers },
  };
}

/** What was said anew while the rest was told. */
function without(said: Said, told: Said): Said {
  const rest = <Part>(parts: Readonly<Record<string, Part>>, gone: Readonly<Record<string, Part>>) =>
    Object.fromEntries(Object.entries(parts).filter(([id, each]) => !(id in gone && same(gone[id], each))));
  return { answers: rest(said.answers, told.answers), waivers: rest(said.waivers, told.waivers) };
}

function waiversOf({ waivers }: Said): Waiver[] {
  return Object.entries(waivers).flatMap(([path, reason]) => (reason === null ? [] : [{ path, reason }]));
}

function saidIn(plan: Schemas["MergePlan"]): Said {
  return {
    answers: Object.fromEntries(plan.resolutions.map((each) => [each.conflict_id, each as Chosen])),
    waivers: Object.fromEntries((plan.waive as unknown as Waiver[]).map(({ path, reason }) => [path, reason])),
  };
}

type Migrations = Schemas["PullMerging"]["migrations"];

/** What is kept beside the answers stays kept. */
function migrationsOf(plan: Schemas["MergePlan"]): Migrations {
  return plan.migrations as Migrations;
}

export type Allowed = Pick<Schemas["PullMerging"], "waive" | "migrations">;

/** What the merge is allowed: waivers that were written, migrations that are kept. */
export function allowedBy(plan: Schemas["MergePlan"], waivers: Waivers): Allowed {
  return {
    waive: Object.entries(waivers).map(([path, reason]) => ({ path, reason })),
    migrations: migrationsOf(plan),
  };
}

/** What is kept for a pull request beside answers, for a merge of it as it stands. */
export function keptFor(told: Schemas["PullDetail"]): Allowed {
  return { waive: told.waive as Allowed["waive"], migrations: told.migrations as Allowed["migrations"] };
}
