/** What is asked about commands and events. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read } from "../../api/client";
import { keepWithin } from "../../api/queries";

export const STATES = ["PENDING", "RUNNING", "COMPLETED", "FAILED", "PARKED"] as const;
/** The types of events that the log tells of. */
export const EVENT_TYPES = [
  "InstanceCreated",
  "InstanceUpdated",
  "InstanceDeleted",
  "DatabaseCreated",
  "DatabaseUpdated",
  "DatabaseDeleted",
  "GrantSet",
  "GrantRemoved",
  "OntologyCommitted",
  "BranchCreated",
  "BranchUpdated",
  "BranchDeleted",
  "PullRequestOpened",
  "PullRequestUpdated",
  "PullRequestReviewed",
  "PullRequestCommented",
  "PullRequestMerged",
  "WebhookRegistered",
  "WebhookChanged",
  "WebhookRotated",
  "WebhookDeleted",
  "SubjectErased",
  "SubjectReadmitted",
] as const;
const PAGE = 100;

function page(cursor: string) {
  return { limit: PAGE, ...(cursor !== "" && { cursor }) };
}

export function commands(db: string, state: (typeof STATES)[number] | undefined) {
  return infiniteQueryOptions({
    queryKey: [db, "commands", { state }, "paged"],
    queryFn: async ({ pageParam }) => {
      const query = { database: db, ...(state !== undefined && { state }), ...page(pageParam) };
      return (await read(api.GET("/api/v1/commands", { params: { query } }))).body;
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.meta.next_cursor,
    placeholderData: keepWithin(db),
  });
}

export function command(db: string, id: string) {
  return queryOptions({
    queryKey: [db, "command", id],
    queryFn: () => dataOf(api.GET("/api/v1/commands/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && ["PENDING", "RUNNING"].includes(state.data.state) ? 2000 : false),
  });
}

interface AuditFilter {
  readonly actor: string | undefined;
  readonly type: (typeof EVENT_TYPES)[number] | undefined;
}

export function audit(db: string, { actor, type }: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [db, "audit", { actor, type }],
    queryFn: async ({ pageParam }) => {
      const query = { ...(actor !== undefined && { actor }), ...(type !== undefined && { type }), ...page(pageParam) };
      return (await read(api.GET("/api/v1/database/{db}/audit", { params: { path: { db }, query } }))).body;
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.meta.next_cursor,
    placeholderData: keepWithin(db),
  });
}

export function events(db: string, name: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [db, "events", { class: name }],
    queryFn: async ({ pageParam }) => {
      const query = { ...(name !== undefined && { class: name }), ...page(pageParam) };
      return (await read(api.GET("/api/v1/database/{db}/events", { params: { path: { db }, query } }))).body;
    },
    initialPageParam: "",
    // The feed always has a cursor, to wait with; a page that is not full is its end for now.
    getNextPageParam: (last) => (last.data.length < PAGE ? undefined : last.meta.next_cursor),
    placeholderData: keepWithin(db),
  });
}
