/** The API, typed by its own document; numbers keep their digits both ways. */
import createClient from "openapi-fetch";
import { parseExact, writeExact } from "./numbers";
import type { components, paths } from "./schema";
import { currentToken, holdToken, renewToken } from "./token";
import { type Problem, Trouble } from "./trouble";

export type Schemas = components["schemas"];
export type Value = Schemas["Value"];

/** An answer of the platform, out of its envelope. */
export interface Answer<Body> {
  readonly body: Body;
  readonly status: number;
  readonly etag: string | null;
  readonly headers: Headers;
}

type Told<Body> = Promise<{ data?: Body; error?: unknown; response: Response }>;

export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  // Asked each time: what a test or an extension puts in its place would be missed otherwise.
  fetch: (request) => globalThis.fetch(request),
  bodySerializer: (body) => writeExact(body),
});

const exactly = new WeakMap<Response, unknown>();

api.use({
  onRequest({ request }) {
    const token = currentToken();
    if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
  async onResponse({ request, response }) {
    if (isJson(response)) exactly.set(response, parse(await response.clone().text()));
    if (response.status === 401 && currentToken() !== null) await signOutUnlessRenewed(request);
    return undefined;
  },
});

function isJson(response: Response): boolean {
  return (response.headers.get("Content-Type") ?? "").includes("json");
}

function parse(text: string): unknown {
  return text === "" ? undefined : parseExact(text);
}

/** A token that is no longer taken is renewed for the next request, or given up. */
async function signOutUnlessRenewed(request: Request): Promise<void> {
  if (request.headers.get("Authorization") !== `Bearer ${currentToken()}`) return;
  const newer = await renewToken();
  if (newer === null) holdToken(null);
}

/** Wait for an answer; a refusal is thrown as a Trouble. */
export async function read<Body>(told: Told<Body>): Promise<Answer<Body>> {
  const { data, response } = await told;
  const body = exactly.get(response);
  if (!response.ok) throw troubleOf(response, body);
  return {
    body: (body ?? data) as Body,
    status: response.status,
    etag: response.headers.get("ETag"),
    headers: response.headers,
  };
}

/** Wait for what an answer holds. */
export async function dataOf<Data>(told: Told<{ data: Data }>): Promise<Data> {
  return (await read(told)).body.data;
}

interface Envelope {
  errors?: readonly Problem[];
  meta?: { request_id?: string };
}

function troubleOf(response: Response, body: unknown): Trouble {
  const envelope = (body ?? {}) as Envelope;
  const wait = Number(response.headers.get("Retry-After"));
  return new Trouble(
    response.status,
    envelope.errors ?? [],
    envelope.meta?.request_id ?? response.headers.get("X-Request-Id") ?? undefined,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  );
}

/** Say that a path or query is given whose name a type of the document cannot hold. */
export function waiting(seconds: number): { Prefer: string } {
  return { Prefer: `wait=${seconds}` };
}
