/** What went wrong with a request: the problems the platform named, or that it was not reached. */
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

export class Trouble extends Error {
  readonly status: number;
  readonly problems: readonly Problem[];
  readonly requestId: string | undefined;
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problems: readonly Problem[], requestId?: string, retryAfter?: number) {
    super(problems[0]?.message ?? `HTTP ${status}`);
    this.name = "Trouble";
    this.status = status;
    this.problems = problems;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  /** Whether the platform gave this code. */
  has(code: string): boolean {
    return this.problems.some((problem) => problem.code === code);
  }
}

/** Take whatever was thrown as a Trouble; `0` is a platform that was not reached. */
export function asTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  return new Trouble(0, [], undefined, undefined);
}

/** The problems at one field of a form: those whose pointer ends there. */
export function problemsAt(error: unknown, field: string): readonly Problem[] {
  if (!(error instanceof Trouble)) return [];
  return error.problems.filter((problem) => {
    const parts = (problem.path ?? "").split("/");
    return parts.includes(field);
  });
}
