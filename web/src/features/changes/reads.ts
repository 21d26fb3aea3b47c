/** What is asked about commits, differences, pull requests and merges. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, waiting } from "../../api/client";
import { afterLast } from "../../api/command";
import { keepWithin } from "../../api/queries";

const WATCHED = 10_000;
const FROZEN = Number.POSITIVE_INFINITY;

/** The commits of a branch; of a path, those that changed what is there. */
export function commits(db: string, branch: string, path?: string) {
  return infiniteQueryOptions({
    queryKey: [db, "commits", branch, path],
    queryFn: async ({ pageParam }) => {
      const asked = { branch, limit: 50, ...(path !== undefined && { path }) };
      const query = { ...asked, ...(pageParam !== "" ? { cursor: pageParam } : afterLast(db, "definitions")) };
      const { body } = await read(
        api.GET("/api/v1/database/{db}/commits", { params: { path: { db }, query, header: waiting(5) } }),
      );
      return body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
    placeholderData: keepWithin(db),
  });
}

export function commit(db: string, id: string) {
  return queryOptions({
    queryKey: [db, "commit", id],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}/commits/{commit}", { params: { path: { db, commit: id } } })),
    staleTime: FROZEN,
  });
}

export function diff(db: string, from: string, to: string) {
  return queryOptions({
    queryKey: [db, "diff", from, to],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/diff", {
          params: { path: { db }, query: { from, to, ...afterLast(db, "definitions") }, header: waiting(5) },
        }),
      ),
    placeholderData: keepWithin(db),
  });
}

export type PullState = "open" | "merged" | "closed";

/** Whose pull requests: those that one opened, or those that a subject is asked to review. */
export interface Whose {
  readonly mine?: boolean;
  readonly reviewer?: string;
}

export function pulls(db: string, state: PullState, whose: Whose) {
  return infiniteQueryOptions({
    queryKey: [db, "pulls", { state, ...whose }],
    queryFn: async ({ pageParam }) => {
      const query = {
        state,
        limit: 50,
        ...whose,
        ...(pageParam !== "" ? { cursor: pageParam } : afterLast(db, "definitions")),
      };
      const { body } = await read(
        api.GET("/api/v1/database/{db}/pull-requests", { params: { path: { db }, query, header: waiting(5) } }),
      );
      return body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
    placeholderData: keepWithin(db),
  });
}

export function pull(db: string, number: number) {
  return queryOptions({
    queryKey: [db, "pull", number],
    // Others review and commit meanwhile: what is merged must be what is seen.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === "open" ? WATCHED : false),
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/pull-requests/{number}", {
          params: { path: { db, number: String(number) }, query: afterLast(db, "definitions"), header: waiting(5) },
        }),
      ),
  });
}

export function pullDiff(db: string, number: number) {
  return queryOptions({
    queryKey: [db, "pull-diff", number],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/pull-requests/{number}/diff", {
          params: { path: { db, number: String(number) }, query: afterLast(db, "definitions"), header: waiting(5) },
        }),
      ),
  });
}

export function plan(db: string, id: string) {
  return queryOptions({
    queryKey: [db, "plan", id],
    queryFn: async () => {
      const answer = await read(
        api.GET("/api/v1/database/{db}/merges/plans/{plan_id}", { params: { path: { db, plan_id: id } } }),
      );
      return { plan: answer.body.data, kept: answer.etag };
    },
  });
}
