/** What is asked about commands and events. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, waiting } from "../../api/client";
import { afterLast } from "../../api/command";
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

/** A page of what the log tells; the first includes what this page has just changed. */
function logged(db: string, cursor: string) {
  const last = cursor === "" ? afterLast(db, "anything") : {};
  return { query: { ...page(cursor), ...last }, header: last.after === undefined ? {} : waiting(5) };
}

/** What people ask for; what the platform asks itself is found under all. */
export const COMMAND_TYPES = [
  "CreateInstance",
  "PutInstance",
  "PatchInstance",
  "DeleteInstance",
  "RestoreInstance",
  "MigrateInstance",
  "ChangeOntology",
  "CreateBranch",
  "UpdateBranch",
  "DeleteBranch",
  "RollBack",
  "MergeBranches",
  "RebaseBranch",
  "OpenPullRequest",
  "UpdatePullRequest",
  "ReviewPullRequest",
  "CommentOnPullRequest",
  "MergePullRequest",
  "UpdateDatabase",
  "SetGrant",
  "RemoveGrant",
  "EraseSubject",
  "ReadmitSubject",
  "RegisterWebhook",
  "ChangeWebhook",
  "RotateWebhook",
  "DeleteWebhook",
  "Release",
] as const;

/** What the address says of the commands that are looked for. */
export interface Sought {
  readonly state?: string | undefined;
  readonly type?: string | undefined;
  readonly class?: string | undefined;
  readonly since?: string | undefined;
  /** Ids with commas or spaces between. */
  readonly ids?: string | undefined;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const NONE = "00000000-0000-0000-0000-000000000000";

function asked({ state, type, class: name, since, ids }: Sought) {
  const ofState = STATES.find((each) => each === state);
  const ofType = COMMAND_TYPES.find((each) => each === type);
  return {
    ...(ofState !== undefined && { state: ofState }),
    ...(ofType !== undefined && { type: ofType }),
    ...(name !== undefined && { class: name }),
    ...(since !== undefined && { since }),
    // What is no id is none of a command.
    ...(ids !== undefined && { ids: ids.match(ID) ?? [NONE] }),
  };
}

export function commands(db: string, sought: Sought) {
  return infiniteQueryOptions({
    queryKey: [db, "commands", sought, "paged"],
    queryFn: async ({ pageParam }) => {
      const query = { database: db, ...asked(sought), ...page(pageParam) };
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
  readonly since: string | undefined;
}

/** What the log tells of people, the newest first. */
export function audit(db: string, { actor, type, since }: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [db, "audit", { actor, type, since }],
    queryFn: async ({ pageParam }) => {
      const asked = {
        order: "desc" as const,
        ...(actor !== undefined && { actor }),
        ...(type !== undefined && { type }),
        ...(since !== undefined && { from: since }),
      };
      const { query, header } = logged(db, pageParam);
      const params = { path: { db }, query: { ...asked, ...query }, header };
      return (await read(api.GET("/api/v1/database/{db}/audit", { params }))).body;
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.meta.next_cursor,
    placeholderData: keepWithin(db),
  });
}

/** What the log tells in order of arrival, from a time on. */
export function events(db: string, name: string | undefined, since: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [db, "events", { class: name, since }],
    queryFn: async ({ pageParam }) => {
      const { query, header } = logged(db, pageParam);
      const asked = { ...(name !== undefined && { class: name }), ...(since !== undefined && { from: since }) };
      const params = { path: { db }, query: { ...asked, ...query }, header };
      return (await read(api.GET("/api/v1/database/{db}/events", { params }))).body;
    },
    initialPageParam: "",
    // The feed always has a cursor, to wait with; a page that is not full is its end for now.
    getNextPageParam: (last) => (last.data.length < PAGE ? undefined : last.meta.next_cursor),
    placeholderData: keepWithin(db),
  });
}
