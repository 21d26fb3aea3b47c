/** Saved explorations: what is kept of an address, and how it is opened again. */
import { queryOptions, type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas } from "../../api/client";

export type View = Schemas["View"];

/** What the address of an exploration says. */
export interface Addressed {
  readonly class?: string | undefined;
  readonly q?: string | undefined;
  readonly f?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly cols?: readonly string[] | undefined;
}

export function savedViews(db: string) {
  return queryOptions({
    queryKey: [db, "views"],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}/views", { params: { path: { db }, query: { limit: 1000 } } })),
  });
}

/** An address as it is kept. */
export function searchOf({ class: name = "", q, f, sort, cols }: Addressed): View["search"] {
  return {
    class: name,
    ...(q !== undefined && { q }),
    ...(f !== undefined && { filter: [...f] }),
    ...(sort !== undefined && { sort }),
    ...(cols !== undefined && { columns: [...cols] }),
  };
}

/** What is kept as an address. */
export function addressOf({ class: name, q, filter, sort, columns }: View["search"]) {
  return {
    class: name,
    ...(q !== undefined && { q }),
    ...(filter !== undefined && { f: [...filter] }),
    ...(sort !== undefined && { sort }),
    ...(columns !== undefined && { cols: [...columns] }),
  };
}

export interface Keeping {
  readonly id: string;
  readonly body: Schemas["ViewBody"];
  /** The version that is changed; none for a new one. */
  readonly version?: number;
}

export type Change = Keeping | { readonly id: string; readonly version: number; readonly body: null };

/** Keep a view or (without a body) delete it, as long as nobody else has changed it since. */
export function useChangeView(db: string): UseMutationResult<unknown, Error, Change> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, body, version }: Change) => {
      const params = { path: { db, id } };
      const headers: Record<string, string> =
        version === undefined ? { "If-None-Match": "*" } : { "If-Match": `"${version}"` };
      return body === null
        ? read(api.DELETE("/api/v1/database/{db}/views/{id}", { params, headers }))
        : read(api.PUT("/api/v1/database/{db}/views/{id}", { params, headers, body }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [db, "views"] }),
  });
}
