/** Change all that was found: each instance with the version that was seen, in parts, tried dry first. */
import { api, read, type Schemas } from "../../api/client";
import { remember } from "../../api/command";
import type { Exploration } from "./found";

export type Line = Schemas["Line"];

/** What is done to each instance. */
export type Deed = { readonly op: "delete" } | { readonly op: "update"; readonly data: Record<string, unknown> };

export interface Outcome {
  readonly done: number;
  readonly refused: readonly { readonly id: string; readonly why: string }[];
}

const PAGE = 1000;
export const PART = 5_000;

/** Collect class, id and version of everything that an exploration finds. */
export async function collect(db: string, wanted: Exploration, tell: (count: number) => void): Promise<Line[]> {
  const lines: Line[] = [];
  let cursor: string | undefined;
  do {
    const query = {
      ...(wanted.class !== undefined && { class: wanted.class }),
      ...(wanted.q !== undefined && { q: wanted.q }),
      ...(wanted.f !== undefined && wanted.f.length > 0 && { filter: [...wanted.f] }),
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    };
    const { body } = await read(api.GET("/api/v1/database/{db}/instances", { params: { path: { db }, query } }));
    lines.push(...body.data.map(({ class: name, id, version }) => ({ class: name, id, if_version: version })));
    cursor = body.meta.next_cursor;
    tell(lines.length);
  } while (cursor !== undefined);
  return lines;
}

/** Say what would happen, or make it happen. */
export async function doToAll(
  db: string,
  lines: readonly Line[],
  deed: Deed,
  reason: string,
  { dry, keys }: { readonly dry: boolean; readonly keys: readonly string[] },
  tell: (count: number) => void,
): Promise<Outcome> {
  let done = 0;
  const refused: { id: string; why: string }[] = [];
  for (const [part, from] of Array.from(
    { length: Math.ceil(lines.length / PART) },
    (_, index) => [index, index * PART] as const,
  )) {
    const sent = lines.slice(from, from + PART);
    const outcome = await onePart(db, sent, deed, reason, dry, keys[part] ?? crypto.randomUUID());
    done += outcome.done;
    refused.push(...outcome.refused);
    tell(Math.min(from + PART, lines.length));
  }
  return { done, refused };
}

interface Told {
  readonly batch_id?: string;
  readonly completed?: number;
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
  const first = told.data as Told;
  const batch = first.batch_id;
  const last = dry || batch === undefined ? first : await ended(db, batch);
  if (batch !== undefined && !dry) remember(db, batch);
  const failed = [...(first.rejected ?? []), ...(last.failures ?? [])];
  return {
    done: last.completed ?? 0,
    refused: failed.map(({ line, errors }) => ({
      id: lines[(line ?? 1) - 1]?.id ?? "",
      why: errors.map((each) => each.message).join("; "),
    })),
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
