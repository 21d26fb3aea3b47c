/** Change all that was found: each instance with the version that was seen, in parts, tried dry first. */
import { api, read, type Schemas } from "../../api/client";
import { remember, stir } from "../../api/command";
import type { Exploration, Hit } from "./found";

export type Line = Schemas["Line"];

/** An instance in the version that was seen. */
export function lineOf({ class: name, id, version }: Hit): Line {
  return { class: name, id, if_version: version };
}

/** What is done to each instance. */
export type Deed = { readonly op: "delete" } | { readonly op: "update"; readonly data: Record<string, unknown> };

export interface Outcome {
  readonly done: number;
  readonly refused: number;
  /** Put aside: operators have to look. */
  readonly parked: number;
  /** How many were sent; the others are as they were. */
  readonly sent: number;
  /** Those of whom it is known why, not all where they are many. */
  readonly why: readonly { readonly id: string; readonly why: string }[];
  /** What was done, to be undone. */
  readonly batches: readonly Batch[];
}

interface Batch {
  readonly id: string;
  readonly lines: readonly Line[];
}

export const NOTHING: Outcome = { done: 0, refused: 0, parked: 0, sent: 0, why: [], batches: [] };

const PAGE = 1000;
export const PART = 5_000;

/** Collect class, id and version of everything that an exploration finds. */
export async function collect(
  db: string,
  wanted: Exploration,
  signal: AbortSignal,
  tell: (count: number) => void,
): Promise<Line[]> {
  const lines: Line[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const query = {
      ...(wanted.class !== undefined && { class: wanted.class }),
      ...(wanted.q !== undefined && { q: wanted.q }),
      ...(wanted.f !== undefined && wanted.f.length > 0 && { filter: [...wanted.f] }),
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    };
    const { body } = await read(api.GET("/api/v1/database/{db}/instances", { params: { path: { db }, query } }));
    lines.push(...body.data.map(lineOf));
    cursor = body.meta.next_cursor;
    tell(lines.length);
  } while (cursor !== undefined);
  return lines;
}

interface Doing {
  readonly dry: boolean;
  readonly keys: readonly string[];
  /** Stops between two parts: what is sent is done. */
  readonly signal: AbortSignal;
}

/** Say what would happen, or make it happen; part by part it is told what came of those that were sent. */
export async function doToAll(
  db: string,
  lines: readonly Line[],
  deed: Deed,
  reason: string,
  { dry, keys, signal }: Doing,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  let sum = NOTHING;
  for (let from = 0; from < lines.length && !signal.aborted; from += PART) {
    const key = keys[from / PART] ?? crypto.randomUUID();
    sum = plus(sum, await onePart(db, lines.slice(from, from + PART), deed, reason, dry, key));
    tell(sum);
  }
}

function plus(one: Outcome, other: Outcome): Outcome {
  return {
    done: one.done + other.done,
    refused: one.refused + other.refused,
    parked: one.parked + other.parked,
    sent: one.sent + other.sent,
    why: [...one.why, ...other.why],
    batches: [...one.batches, ...other.batches],
  };
}

interface Told {
  readonly batch_id?: string;
  readonly completed?: number;
  readonly failed?: number;
  readonly parked?: number;
  readonly rejected?: readonly Failed[];
  readonly failures?: readonly Failed[];
}

interface Failed {
  readonly line: number | null;
  readonly errors: readonly { readonly message: string }[];
}

async function onePart(
  db: string,
  lines: readonly Line[],
  deed: Deed,
  reason: string,
  dry: boolean,
  key: string,
): Promise<Outcome> {
  const body = {
    op: deed.op,
    instances: lines.map((line) => (deed.op === "update" ? { ...line, data: deed.data } : line)),
    ...(reason !== "" && { reason }),
  } as Schemas["BulkBody"];
  const { body: told } = await read(
    api.POST("/api/v1/database/{db}/instances/bulk", {
      params: { path: { db }, query: dry ? { dry_run: true } : {} },
      headers: { Prefer: "wait=5", ...(!dry && { "Idempotency-Key": key }) },
      body,
    }),
  );
  return settled(db, told.data as Told, lines, dry);
}

/** Undo what was done, batch by batch: what was changed since is told, and stays as it is. */
export async function undo(
  db: string,
  batches: readonly Batch[],
  reason: string,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  let sum = NOTHING;
  for (const { id, lines } of batches) {
    const { body: told } = await read(
      api.POST("/api/v1/database/{db}/batches/{batch_id}/undo", {
        params: { path: { db, batch_id: id } },
        // The same batch is undone once, however often it is asked for.
        headers: { Prefer: "wait=5", "Idempotency-Key": `undo ${id}` },
        body: { reason },
      }),
    );
    sum = plus(sum, { ...(await settled(db, told.data as Told, lines, false)), batches: [] });
    tell(sum);
  }
}

/** Wait for what comes of the lines that were taken. */
async function settled(db: string, first: Told, lines: readonly Line[], dry: boolean): Promise<Outcome> {
  const batch = first.batch_id;
  const last = dry || batch === undefined ? first : await ended(db, batch);
  const { completed = 0, failed = 0, parked = 0 } = last;
  // Reads that wait for what is parked would wait for people: lists are watched instead.
  if (parked > 0) stir(db);
  else if (batch !== undefined && !dry) remember(db, batch);
  const rejected = first.rejected ?? [];
  return {
    done: completed,
    refused: rejected.length + failed,
    parked,
    sent: lines.length,
    why: [...rejected, ...(last.failures ?? [])].map(({ line, errors }) => ({
      id: lines[(line ?? 1) - 1]?.id ?? "",
      why: errors.map((each) => each.message).join("; "),
    })),
    batches: dry || batch === undefined ? [] : [{ id: batch, lines }],
  };
}

async function ended(db: string, batch: string): Promise<Told> {
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5000)) {
    const { body } = await read(
      api.GET("/api/v1/database/{db}/batches/{batch_id}", {
        params: { path: { db, batch_id: batch }, query: { limit: 200 } },
      }),
    );
    if (body.data.state === "COMPLETED" || body.data.state === "PARKED") return body.data;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
