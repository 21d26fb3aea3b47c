/** What several screens read, each under one key: `[database, kind, parameters]`; `all` where there is no database. */
import { type Query, QueryClient, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas, waiting } from "./client";
import { afterLast } from "./command";
import { Trouble } from "./trouble";

export type Class = Schemas["Class"];
export type Property = Schemas["Property"];
export type Relationship = Schemas["Relationship"];

const FROZEN = Number.POSITIVE_INFINITY;

/** A cache that never keeps what was asked before a change: a first read under way is asked anew, too. */
class Queries extends QueryClient {
  override async invalidateQueries(...[filters, options]: Parameters<QueryClient["invalidateQueries"]>): Promise<void> {
    await this.cancelQueries(filters);
    await super.invalidateQueries(filters, options);
  }
}

/** Make the cache of answers. */
export function makeQueries(): QueryClient {
  return new Queries({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Sharing structure copies objects, and a copied exact number is none.
        structuralSharing: false,
        refetchOnWindowFocus: false,
        retry: (count, error) => error instanceof Trouble && error.has("not_yet_visible") && count < 5,
        retryDelay: (_count, error) => (error instanceof Trouble ? (error.retryAfter ?? 1) * 1000 : 1000),
      },
    },
  });
}

/** Keep old rows while new ones come, but never those of another database. */
export function keepWithin(db: string) {
  return <Data>(data: Data | undefined, query: Pick<Query, "queryKey"> | undefined): Data | undefined =>
    query?.queryKey[0] === db ? data : undefined;
}

export const me = queryOptions({
  queryKey: ["all", "me"],
  queryFn: () => dataOf(api.GET("/api/v1/me")),
  staleTime: 60_000,
});

/** What the account keeps of what a person set. */
export const accountPreferences = queryOptions({
  queryKey: ["all", "preferences"],
  queryFn: () => dataOf(api.GET("/api/v1/me/preferences")),
  staleTime: FROZEN,
});

export const databases = queryOptions({
  queryKey: ["all", "databases"],
  queryFn: () => dataOf(api.GET("/api/v1/database", { params: { query: { limit: 1000 } } })),
});

export const types = queryOptions({
  queryKey: ["all", "types"],
  queryFn: () => dataOf(api.GET("/api/v1/types")),
  staleTime: FROZEN,
});

export function database(db: string) {
  return queryOptions({
    queryKey: [db, "database"],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}", { params: { path: { db } } })),
  });
}

/** The classes of a branch, or of a moment or commit. */
export function ontology(db: string, { branch = "main", at }: { branch?: string; at?: string } = {}) {
  return queryOptions({
    queryKey: [db, "ontology", { branch, at }],
    queryFn: async () => {
      const query = at === undefined ? { branch, ...afterLast(db, "definitions") } : { branch, at };
      const answer = await read(
        api.GET("/api/v1/database/{db}/ontology", { params: { path: { db }, query, header: waiting(5) } }),
      );
      return { classes: (answer.body as { data: Class[] }).data, head: answer.etag };
    },
    staleTime: at === undefined ? 5_000 : FROZEN,
    placeholderData: keepWithin(db),
  });
}

export function branches(db: string) {
  return queryOptions({
    queryKey: [db, "branches"],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/branches", {
          params: { path: { db }, query: { limit: 1000, ...afterLast(db, "definitions") }, header: waiting(5) },
        }),
      ),
  });
}

export function metrics(db: string) {
  return queryOptions({
    queryKey: [db, "metrics"],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}/metrics", { params: { path: { db } } })),
  });
}

/** A class with all that it inherits, parents first. */
export function whole(classes: readonly Class[], name: string): Class | undefined {
  const own = classes.find((each) => each.name === name);
  if (own === undefined) return undefined;
  const parent = own.parent ? whole(classes, own.parent) : undefined;
  if (parent === undefined) return own;
  return {
    ...own,
    key: own.key?.length ? own.key : (parent.key ?? []),
    properties: [...(parent.properties ?? []), ...(own.properties ?? [])],
    relationships: [...(parent.relationships ?? []), ...(own.relationships ?? [])],
  };
}
