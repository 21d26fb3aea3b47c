/** What is asked about dead letters, and how they are released. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas } from "../../api/client";
import { asTrouble } from "../../api/trouble";

export type DeadLetter = Schemas["DeadLetter"];
export type LetterGroup = Schemas["LetterGroup"];

export const LETTER_STATES = ["manual", "retrying", "waiting"] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** Which of them are meant. */
export interface Meant {
  readonly type?: string;
  readonly error?: string;
  readonly state?: LetterState;
}

export function groups(meant: Meant) {
  return queryOptions({
    queryKey: ["all", "ops", "dead-letters", "groups", meant],
    queryFn: () =>
      dataOf(api.GET("/api/v1/admin/dead-letters/groups", { params: { query: { ...meant, limit: 200 } } })),
  });
}

export function letters(meant: Meant) {
  return infiniteQueryOptions({
    queryKey: ["all", "ops", "dead-letters", "list", meant],
    queryFn: async ({ pageParam }) => {
      const query = { ...meant, limit: 100, ...(pageParam !== "" && { cursor: pageParam }) };
      return (await read(api.GET("/api/v1/admin/dead-letters", { params: { query } }))).body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
  });
}

/** What is done with some letters, or with all that are meant. */
export interface Deed {
  readonly what: "redrive" | "discard";
  readonly of: { readonly ids: readonly string[] } | Meant;
}

/** Whether a letter is first on its key: what waits behind another goes on with that one. */
export function isFirst({ state }: DeadLetter): boolean {
  return state !== "waiting";
}

/** Do it, or count what it would be done to; answers how many. */
export async function release({ what, of }: Deed, reason: string, dry: boolean): Promise<number> {
  if ("ids" in of) return releaseEach(what, of.ids, reason, dry);
  const { state, ...rest } = of;
  const body = { ...rest, ...(state !== undefined && state !== "waiting" && { state }) };
  const params = { query: { dry_run: dry } };
  const told = (
    what === "redrive"
      ? api.POST("/api/v1/admin/dead-letters/redrive", { params, body })
      : api.POST("/api/v1/admin/dead-letters/discard", { params, body: { ...body, reason } })
  ) as never;
  return (await dataOf<Schemas["LettersReleased"]>(told)).matched;
}

/** One after another: what somebody else released meanwhile is not counted, and what is refused stops no other. */
async function releaseEach(what: Deed["what"], ids: readonly string[], reason: string, dry: boolean): Promise<number> {
  const refused: unknown[] = [];
  let released = 0;
  for (const id of ids) {
    const params = { path: { id }, query: { dry_run: dry } };
    const headers = { Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() };
    try {
      if (what === "redrive") await read(api.POST("/api/v1/admin/dead-letters/{id}/redrive", { params, headers }));
      else await read(api.POST("/api/v1/admin/dead-letters/{id}/discard", { params, headers, body: { reason } }));
      released += 1;
    } catch (cause) {
      if (asTrouble(cause).status !== 404) refused.push(cause);
    }
  }
  if (refused.length > 0) throw refused[0];
  return released;
}
