/** What went wrong: the problems the platform named, that it was not reached, or what broke in this page. */
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

export class Trouble extends Error {
  readonly status: number;
  readonly problems: readonly Problem[];
  readonly requestId: string | undefined;
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;
  /** What a refusal told beside its problems. */
  data?: unknown;
  /** What broke in this page, where it was no answer of the platform. */
  readonly broken: string | undefined;

  constructor(status: number, problems: readonly Problem[], requestId?: string, retryAfter?: number, broken?: string) {
    super(problems[0]?.message ?? broken ?? `HTTP ${status}`);
    this.name = "Trouble";
    this.status = status;
    this.problems = problems;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.broken = broken;
  }

  /** Whether the platform gave this code. */
  has(code: string): boolean {
    return this.problems.some((problem) => problem.code === code);
  }
}

const UNREACHED = 0;
const BROKEN = -1;

/** That the network failed before there was an answer. */
export function unreached(cause: unknown): Trouble {
  const trouble = new Trouble(UNREACHED, []);
  trouble.cause = cause;
  return trouble;
}

/** Take whatever was thrown as a Trouble: what is none broke in this page. */
export function asTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new Trouble(BROKEN, [], undefined, undefined, said);
}

/** The problems at one field of a form: those whose pointer leads there, or into its value. */
export function problemsAt(error: unknown, field: string): readonly Problem[] {
  if (!(error instanceof Trouble)) return [];
  return error.problems.filter((problem) => {
    const [, first, second] = (problem.path ?? "").split("/").map(unescaped);
    // The fields of an instance are in its `data`.
    return (first === "data" && second !== undefined ? second : first) === field;
  });
}

/** A step of a pointer as it was before RFC 6901 wrote it. */
function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
