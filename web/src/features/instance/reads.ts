/** What is asked about one instance. */
import { infiniteQueryOptions, type Query, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas, waiting } from "../../api/client";
import { afterLast } from "../../api/command";
import { same } from "../../api/numbers";

export type InstanceState = Schemas["Expanded"];
export type { Data } from "../../api/merging";

export interface Which {
  readonly db: string;
  readonly class: string;
  readonly id: string;
}

/** A version, a time, or now. */
export interface When {
  readonly version?: number | undefined;
  readonly at?: string | undefined;
}

export function isPast({ version, at }: When): boolean {
  return version !== undefined || at !== undefined;
}

const FROZEN = Number.POSITIVE_INFINITY;

export function pathOf({ db, class: name, id }: Which) {
  return { db, class: name, id };
}

export function instance(which: Which, when: When = {}) {
  return queryOptions({
    queryKey: [which.db, "instance", which.class, which.id, when],
    queryFn: async () => {
      const query = {
        ...(when.version !== undefined && { version: when.version }),
        ...(when.at !== undefined && { at: when.at }),
        ...(!isPast(when) && afterLast(which.db)),
      };
      const { body } = await read(
        api.GET("/api/v1/database/{db}/instances/{class}/{id}", {
          params: { path: pathOf(which), query, header: waiting(5) },
        }),
      );
      return { state: body.data, final: (body.meta as { final?: boolean }).final ?? true };
    },
    staleTime: when.version === undefined ? 2_000 : FROZEN,
    placeholderData: ofSame(which),
  });
}

/** Keep what was shown of an instance while another moment of it comes, never that of another instance. */
function ofSame({ db, class: name, id }: Which) {
  return <Data>(data: Data | undefined, query: Pick<Query, "queryKey"> | undefined): Data | undefined =>
    same(query?.queryKey.slice(0, 4), [db, "instance", name, id]) ? data : undefined;
}

/** The newest hundred first, older ones on demand. */
export function history(which: Which) {
  return infiniteQueryOptions({
    queryKey: [which.db, "history", which.class, which.id],
    queryFn: async ({ pageParam }) => {
      const place = pageParam !== "" ? { cursor: pageParam } : afterLast(which.db);
      const { body } = await read(
        api.GET("/api/v1/database/{db}/instances/{class}/{id}/history", {
          params: { path: pathOf(which), query: { order: "desc", limit: 100, ...place }, header: waiting(5) },
        }),
      );
      return body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
  });
}

/** Who made which version, when and why: the newest thousand. */
export function versions(which: Which) {
  return queryOptions({
    queryKey: [which.db, "versions", which.class, which.id],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/instances/{class}/{id}/versions", {
          params: {
            path: pathOf(which),
            query: { order: "desc", limit: 1000, ...afterLast(which.db) },
            header: waiting(5),
          },
        }),
      ),
  });
}

export function lineage(which: Which) {
  return queryOptions({
    queryKey: [which.db, "lineage", which.class, which.id],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/instances/{class}/{id}/lineage", {
          params: { path: pathOf(which), query: afterLast(which.db), header: waiting(5) },
        }),
      ),
  });
}

export function links(which: Which) {
  return queryOptions({
    queryKey: [which.db, "links", which.class, which.id],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/instances/{class}/{id}/links", {
          params: { path: pathOf(which), query: { limit: 1000, ...afterLast(which.db) }, header: waiting(5) },
        }),
      ),
  });
}

/** What a path leads to, now or at a moment. */
export function related(which: Which, path: string, at?: string) {
  return infiniteQueryOptions({
    queryKey: [which.db, "related", which.class, which.id, path, at],
    queryFn: async ({ pageParam }) => {
      const query = {
        path,
        limit: 20,
        ...(at !== undefined && { at }),
        ...(pageParam !== "" && { cursor: pageParam }),
      };
      const { body } = await read(
        api.GET("/api/v1/database/{db}/instances/{class}/{id}/related", {
          params: { path: pathOf(which), query },
        }),
      );
      return body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
  });
}

/** A kind of link, from one side; counted as it is now. */
export type Group = Schemas["Links"];
export type Kind = Omit<Group, "count" | "missing">;

/** What is drawn of one kind of link. */
const DRAWN = 6;

export interface End {
  readonly class: string;
  readonly id: string;
  readonly missing: boolean;
}

/** The first instances that one kind of link leads to, now or at a moment, and how many more there are; a target that is not
 * there is told as missing. */
export function graph(which: Which, { relationship, direction }: Kind, at?: string) {
  return queryOptions({
    queryKey: [which.db, "graph", which.class, which.id, relationship, direction, at],
    queryFn: async (): Promise<{ ends: End[]; hidden: number }> => {
      const body = {
        start: { class: which.class, id: which.id },
        hops: [{ relationship, direction }],
        // The start is one of them.
        limit: DRAWN + 1,
        ...(at !== undefined && { at }),
      };
      const told = await read(
        api.POST("/api/v1/database/{db}/instances/graph", { params: { path: { db: which.db } }, body }),
      );
      const { edges, missing } = told.body.data;
      const far = direction === "out" ? "to" : "from";
      const all = [
        ...edges.map((each) => ({ class: each[far].class, id: each[far].id, missing: false })),
        ...missing.map((each) => ({ class: each.to.class, id: each.to.id, missing: true })),
      ];
      const hidden = (told.body.meta.hidden ?? []).reduce((sum, each) => sum + each.nodes, 0);
      return { ends: all.slice(0, DRAWN), hidden: hidden + Math.max(0, all.length - DRAWN) };
    },
  });
}
