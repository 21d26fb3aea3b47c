/** Every write is a command: sent once, accepted, then done, failed or parked; never called saved before it is. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState, useSyncExternalStore } from "react";
import { type Answer, api, read, type Schemas } from "./client";
import { same } from "./numbers";
import { asTrouble, Trouble } from "./trouble";

export type Command = Schemas["Command"];
export type Phase = "idle" | "sending" | "accepted" | "done" | "failed" | "parked" | "unknown";

/** A command under way, as the tray shows it. */
export interface Running {
  readonly id: string;
  readonly label: string;
  readonly phase: Phase;
  readonly at: number;
  readonly trouble?: Trouble;
}

const FIRST_POLL = 500;
const SLOWEST_POLL = 5000;
const REMEMBERED = 60_000;

let tray: readonly Running[] = [];
const listeners = new Set<() => void>();
const latest = new Map<string, { id: string; at: number }>();

function note(running: Running): void {
  tray = [running, ...tray.filter((each) => each.id !== running.id)].slice(0, 20);
  for (const listener of listeners) listener();
}

/** The commands of this page, newest first. */
export function useTray(): readonly Running[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => tray,
  );
}

/** What a command changed: who reads the one need not wait for the other. */
export type Changed = "instances" | "definitions";

/** The last command that this page gave a database: what is read shortly after must include it. */
export function afterLast(db: string, changed: Changed | "anything" = "instances"): { after?: string } {
  const kinds = changed === "anything" ? (["instances", "definitions"] as const) : [changed];
  const [last] = kinds.flatMap((kind) => latest.get(`${kind} ${db}`) ?? []).sort((one, other) => other.at - one.at);
  return last !== undefined && Date.now() - last.at < REMEMBERED ? { after: last.id } : {};
}

/** Keep a command as one that later reads must include. */
export function remember(db: string, id: string, changed: Changed = "instances"): void {
  latest.set(`${changed} ${db}`, { id, at: Date.now() });
}

const stirred = new Map<string, number>();
const STIRRED = 120_000;
const WATCHED = 2000;

/** An import has ended: it has no command to wait for, so lists are read again until the index has surely caught up. */
export function stir(db: string): void {
  stirred.set(db, Date.now());
}

/** How often a list of a database is to be read again, just now. */
export function whileStirred(db: string): number | false {
  return Date.now() - (stirred.get(db) ?? 0) < STIRRED ? WATCHED : false;
}

export type Headers_ = Record<string, string>;
type Send<Input> = (
  input: Input,
  headers: Headers_,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

interface Wanted<Input> {
  /** The database that the command belongs to; null where there is none yet. */
  readonly db: string | null;
  readonly label: string;
  readonly send: Send<Input>;
}

export interface Commanding<Input> {
  readonly phase: Phase;
  /** It is sent or accepted, and not yet done. */
  readonly busy: boolean;
  readonly error: Trouble | null;
  /** Give the command; resolves when it is done, throws a Trouble when it is refused, fails or is parked. */
  readonly give: (input: Input, ifMatch?: string | null) => Promise<Command>;
  readonly reset: () => void;
}

/** Give a command, follow it to its end, and read anew what it changed. */
export function useCommand<Input>({ db, label, send }: Wanted<Input>): Commanding<Input> {
  const queries = useQueryClient();
  const key = useRef<{ id: string; of: unknown } | null>(null);
  const [state, setState] = useState<{ phase: Phase; error: Trouble | null }>({ phase: "idle", error: null });
  const sending = useRef(send);
  sending.current = send;
  const give = useCallback(
    async (input: Input, ifMatch?: string | null) => {
      setState({ phase: "sending", error: null });
      // What was perhaps received is repeated under the same key; what is said anew gets a new one.
      if (key.current === null || !same(key.current.of, input)) key.current = { id: crypto.randomUUID(), of: input };
      const headers: Headers_ = { Prefer: "wait=5", "Idempotency-Key": key.current.id };
      if (ifMatch) headers["If-Match"] = ifMatch;
      try {
        const answer = (await read(sending.current(input, headers) as never)) as Answer<{ data: Command }>;
        const command = answer.status === 202 ? await follow(answer.body.data, label, setState) : answer.body.data;
        key.current = null;
        note({ id: command.command_id, label, phase: "done", at: Date.now() });
        if (db !== null)
          remember(db, command.command_id, command.type.endsWith("Instance") ? "instances" : "definitions");
        setState({ phase: "done", error: null });
        await queries.invalidateQueries({
          predicate: ({ queryKey }) => db === null || queryKey[0] === db || queryKey[0] === "all",
        });
        return command;
      } catch (error) {
        const trouble = asTrouble(error);
        const phase = phaseOf(trouble);
        if (phase !== "unknown" && trouble.status > 0 && trouble.status < 500) key.current = null;
        setState({ phase, error: trouble });
        throw trouble;
      }
    },
    [db, label, queries],
  );
  const reset = useCallback(() => setState({ phase: "idle", error: null }), []);
  return { ...state, busy: state.phase === "sending" || state.phase === "accepted", give, reset };
}

/** A command that was put aside: an operator has to look. */
export class Parked extends Trouble {}

/** A command that was accepted, and whose end one may not see: it is not known to have failed. */
class Unfollowed extends Trouble {}

function phaseOf(trouble: Trouble): Phase {
  if (trouble instanceof Unfollowed) return "unknown";
  return trouble instanceof Parked ? "parked" : "failed";
}

async function follow(
  accepted: Command,
  label: string,
  tell: (state: { phase: Phase; error: null }) => void,
): Promise<Command> {
  const id = accepted.command_id;
  tell({ phase: "accepted", error: null });
  note({ id, label, phase: "accepted", at: Date.now() });
  for (let pause = FIRST_POLL; ; pause = Math.min(pause * 1.5, SLOWEST_POLL)) {
    const told = await soon(id, pause).catch((error: unknown) => throughBlip(asTrouble(error), id, label));
    if (told === null) continue;
    if (told.command.state === "COMPLETED") return told.command;
    if (told.command.state === "FAILED" || told.command.state === "PARKED")
      throw ended(told.command, label, told.request);
  }
}

async function soon(id: string, pause: number): Promise<{ command: Command; request: string }> {
  await wait(pause);
  const { body } = await read(api.GET("/api/v1/commands/{id}", { params: { path: { id } } }));
  return { command: body.data as Command, request: body.meta.request_id };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A platform that is away or busy for a while says nothing of the command: it is asked again when it said. */
async function throughBlip(trouble: Trouble, id: string, label: string): Promise<null> {
  const { status, problems, requestId, retryAfter } = trouble;
  if (status === 0 || status === 429 || status >= 500) {
    await wait((retryAfter ?? 0) * 1000);
    return null;
  }
  const unfollowed = new Unfollowed(status, problems, requestId, retryAfter, trouble.broken);
  note({ id, label, phase: "unknown", at: Date.now(), trouble: unfollowed });
  throw unfollowed;
}

function ended(command: Command, label: string, request: string): Trouble {
  const problems = command.errors ?? [];
  const parked = command.state === "PARKED";
  const trouble = parked ? new Parked(409, problems, request) : new Trouble(422, problems, request);
  note({ id: command.command_id, label, phase: parked ? "parked" : "failed", at: Date.now(), trouble });
  return trouble;
}
