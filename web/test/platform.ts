/** A platform that answers in tests; what it answers is typed by the API's own document. */
import { HttpResponse, http, type JsonBodyType } from "msw";
import { setupServer } from "msw/node";
import type { components, paths } from "../src/api/schema";

type Schemas = components["schemas"];
type Method = "get" | "post" | "put" | "patch" | "delete";

type Told<Path extends keyof paths, Verb extends Method> = paths[Path][Verb] extends {
  responses: { 200: { content: { "application/json": { data: infer Data } } } };
}
  ? Data
  : never;

const ORIGIN = "http://127.0.0.1:8002";

function pattern(path: string): string {
  return ORIGIN + path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Answer a request with what the document says it is answered with. */
export function answers<Path extends keyof paths, Verb extends Method>(
  verb: Verb,
  path: Path,
  data: Told<Path, Verb>,
  meta: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  const body = { status: "success", message: "OK", data, errors: [], meta: { request_id: "r-1", ...meta } };
  return http[verb](pattern(path), () => HttpResponse.json(body as JsonBodyType, { headers }));
}

/** Refuse a request. */
export function refuses(verb: Method, path: keyof paths, status: number, problem: Schemas["Problem"], wait?: number) {
  const body = {
    status: "error",
    message: problem.message,
    data: null,
    errors: [problem],
    meta: { request_id: "r-2" },
  };
  const headers: Record<string, string> = wait === undefined ? {} : { "Retry-After": String(wait) };
  return http[verb](pattern(path), () => HttpResponse.json(body as JsonBodyType, { status, headers }));
}

/** Look at requests before others answer them. */
export function hears(verb: Method, path: keyof paths, tell: (request: Request) => void | Promise<void>) {
  return http[verb](pattern(path), async ({ request }) => {
    await tell(request.clone());
    return undefined;
  });
}

export const GOOD: Schemas["Class"] = {
  id: "good_1",
  name: "Good",
  label: { en: "Good", ko: "상품" },
  parent: null,
  abstract: false,
  key: ["code"],
  properties: [
    { id: "code_1", name: "code", type: "xsd:string", required: true, label: { en: "Code", ko: "코드" } },
    { id: "title_1", name: "title", type: "xsd:string", label: { en: "Title", ko: "이름" } },
    { id: "origin_1", name: "origin", type: "xsd:string", label: { en: "Origin", ko: "원산지" } },
    { id: "price_1", name: "price", type: "xsd:decimal", label: { en: "Price", ko: "가격" } },
  ],
  relationships: [],
};

export const DATABASE: Schemas["Database"] = {
  id: "01",
  name: "shop",
  label: { en: "Spice shop", ko: "향신료 가게" },
  description: null,
  audit: "changes",
  region: "KR",
  timezone: "Asia/Seoul",
  compatibility: "BACKWARD",
  version: 1,
  created_at: "2026-11-29T00:00:00Z",
  created_by: "kim",
  head: "c1",
  role: "owner",
};

export function hit(code: string, data: Record<string, unknown> = {}): Schemas["Hit"] {
  return {
    class: "Good",
    id: code,
    version: 1,
    data: { code, title: `Pepper ${code}`, origin: "Peru", price: 1.5, ...data } as Schemas["Hit"]["data"],
    created_at: "2026-11-29T00:00:00Z",
    updated_at: "2026-11-29T00:00:00Z",
    updated_by: "kim",
  };
}

const DB = "/api/v1/database/{db}";

/** What every page asks. */
export const platform = setupServer(
  answers("get", "/api/v1/me", { subject: "kim", admin: true, roles: { shop: "owner" } }),
  answers("get", "/api/v1/me/preferences", {}),
  answers("put", "/api/v1/me/preferences", {}),
  http.get(`${ORIGIN}/api/v1/subjects`, ({ request }) => {
    const data = new URL(request.url).searchParams.getAll("ids").map((subject) => ({ subject, name: null }));
    return HttpResponse.json({ status: "success", message: "OK", data, errors: [], meta: { request_id: "r-1" } });
  }),
  answers("get", "/api/v1/database", [DATABASE]),
  answers("get", DB, DATABASE),
  answers("get", `${DB}/instances/{class}/{id}/versions`, [], { total: 0 }),
  http.get(`${ORIGIN}/api/v1/database/:db/ontology`, () =>
    HttpResponse.json(
      { status: "success", message: "OK", data: [GOOD], errors: [], meta: { request_id: "r-1", commit: "c1" } },
      { headers: { ETag: '"c1"' } },
    ),
  ),
);
