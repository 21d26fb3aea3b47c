/** The API, typed by its own document; numbers keep their digits both ways. */
import createClient from "openapi-fetch";
import { parseExact, writeExact } from "./numbers";
import type { components, paths } from "./schema";
import { currentToken, holdToken, renewToken } from "./token";
import { type Problem, Trouble, unreached } from "./trouble";

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
  fetch: send,
  bodySerializer: (body) => writeExact(body),
});

/** Asked each time: what a test or an extension puts in place of `fetch` would be missed otherwise. */
async function send(request: Request): Promise<Response> {
  try {
    return await globalThis.fetch(request);
  } catch (error) {
    throw error instanceof TypeError ? unreached(error) : error;
  }
}

const exactly = new WeakMap<Response, unknown>();
/** What was sent, to be sent again with a newer token: a body is read once. */
const copies = new WeakMap<Request, Request>();

api.use({
  onRequest({ request }) {
    const token = currentToken();
    if (token === null) return request;
    request.headers.set("Authorization", `Bearer ${token}`);
    copies.set(request, request.clone());
    return request;
  },
  async onResponse({ request, response }) {
    const answer = response.status === 401 ? await signedInAgain(request, response) : response;
    if (isJson(answer)) exactly.set(answer, parse(await textOf(answer)));
    return answer;
  },
});

/** JSON, and not lines of it. */
function isJson(response: Response): boolean {
  return /[/+]json\b/.test(response.headers.get("Content-Type") ?? "");
}

/** An answer may break off in the middle. */
async function textOf(response: Response): Promise<string> {
  try {
    return await response.clone().text();
  } catch (error) {
    throw error instanceof TypeError ? unreached(error) : error;
  }
}

function parse(text: string): unknown {
  return text === "" ? undefined : parseExact(text);
}

/** What was refused for an old token is asked again with a newer one; where there is none, one is signed out. */
async function signedInAgain(request: Request, refused: Response): Promise<Response> {
  const copy = copies.get(request);
  const held = currentToken();
  if (copy === undefined || held === null) return refused;
  const newer = request.headers.get("Authorization") === `Bearer ${held}` ? await renewToken() : held;
  if (newer === null) {
    holdToken(null);
    return refused;
  }
  copy.headers.set("Authorization", `Bearer ${newer}`);
  const answer = await send(copy);
  if (answer.status === 401 && currentToken() === newer) holdToken(null);
  return answer;
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
  data?: unknown;
  errors?: readonly Problem[];
  meta?: { request_id?: string };
}

function troubleOf(response: Response, body: unknown): Trouble {
  const envelope = (body ?? {}) as Envelope;
  const wait = Number(response.headers.get("Retry-After"));
  const trouble = new Trouble(
    response.status,
    envelope.errors ?? [],
    envelope.meta?.request_id ?? response.headers.get("X-Request-Id") ?? undefined,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  );
  trouble.data = envelope.data;
  return trouble;
}

/** Say that a path or query is given whose name a type of the document cannot hold. */
export function waiting(seconds: number): { Prefer: string } {
  return { Prefer: `wait=${seconds}` };
}
