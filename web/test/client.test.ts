import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { api, dataOf, read } from "../src/api/client";
import { currentToken, holdToken } from "../src/api/token";
import { asTrouble, Trouble, unreached } from "../src/api/trouble";
import { answers, platform } from "./platform";

const ORIGIN = "http://127.0.0.1:8002";
const EXPORT = `${ORIGIN}/api/v1/database/:db/instances/export`;
const LINES = '{"class":"Good","id":"G-1","data":{"price":1.50}}\n{"class":"Good","id":"G-2","data":{"price":2.00}}\n';

async function exported(format: "csv" | "ndjson"): Promise<string> {
  const params = { path: { db: "shop" }, query: { class: "Good", format } };
  const told = api.GET("/api/v1/database/{db}/instances/export", { params, parseAs: "blob" });
  return ((await read(told)).body as unknown as Blob).text();
}

describe("what is no JSON", () => {
  it("is given as it came: CSV, and lines of JSON", async () => {
    platform.use(
      http.get(EXPORT, ({ request }) => {
        const csv = new URL(request.url).searchParams.get("format") === "csv";
        const headers = { "Content-Type": csv ? "text/csv; charset=utf-8" : "application/x-ndjson" };
        return new HttpResponse(csv ? "_id,price\r\nG-1,1.50\r\n" : LINES, { headers });
      }),
    );

    expect(await exported("csv")).toBe("_id,price\r\nG-1,1.50\r\n");
    expect(await exported("ndjson")).toBe(LINES);
  });

  it("is given as it came where it is a single line", async () => {
    const line = LINES.split("\n", 1)[0] ?? "";
    platform.use(
      http.get(EXPORT, () => new HttpResponse(line, { headers: { "Content-Type": "application/x-ndjson" } })),
    );

    expect(await exported("ndjson")).toBe(line);
  });
});

/** A platform that takes the newer token alone; gives what it was asked with. */
function takesOnly(token: string): string[] {
  const asked: string[] = [];
  platform.use(
    http.post(`${ORIGIN}/api/v1/uploads`, async ({ request }) => {
      asked.push(`${request.headers.get("Authorization")} ${await request.text()}`);
      if (request.headers.get("Authorization") !== `Bearer ${token}`) {
        const problem = { code: "token_expired", message: "the token has expired" };
        return HttpResponse.json({ errors: [problem], meta: {} }, { status: 401 });
      }
      return HttpResponse.json({ data: { upload_id: "u-1" }, errors: [], meta: {} }, { status: 201 });
    }),
  );
  return asked;
}

function begin() {
  return dataOf(api.POST("/api/v1/uploads", { body: { filename: "a.csv", size: 1, content_type: "text/csv" } }));
}

describe("a token that has expired", () => {
  it("is renewed, and what was asked is asked again with the newer one", async () => {
    const asked = takesOnly("newer");
    holdToken("older", async () => {
      holdToken("newer");
      return "newer";
    });

    const told = await begin();

    expect(told.upload_id).toBe("u-1");
    const body = '{"filename":"a.csv","size":1,"content_type":"text/csv"}';
    expect(asked).toEqual([`Bearer older ${body}`, `Bearer newer ${body}`]);
  });

  it("is renewed once where several requests are refused at the same time", async () => {
    takesOnly("newer");
    let renewals = 0;
    holdToken("older", async () => {
      renewals += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      holdToken("newer");
      return "newer";
    });

    const told = await Promise.all([begin(), begin(), begin()]);

    expect(told.map((each) => each.upload_id)).toEqual(["u-1", "u-1", "u-1"]);
    expect(renewals).toBe(1);
  });

  it("is given up where the issuer gives no newer one", async () => {
    takesOnly("newer");
    holdToken("older", async () => null);

    await expect(begin()).rejects.toMatchObject({ status: 401 });

    expect(currentToken()).toBeNull();
  });

  it("is given up where the newer one is refused, too", async () => {
    const asked = takesOnly("another");
    holdToken("older", async () => {
      holdToken("newer", async () => "newer");
      return "newer";
    });

    await expect(begin()).rejects.toMatchObject({ status: 401 });

    expect(asked.length).toBe(2);
    expect(currentToken()).toBeNull();
  });

  it("is kept while the issuer is not reached", async () => {
    takesOnly("newer");
    holdToken("older", () => Promise.reject(unreached(new TypeError("fetch failed"))));

    await expect(begin()).rejects.toMatchObject({ status: 0 });

    expect(currentToken()).toBe("older");
  });
});

describe("what is thrown", () => {
  it("is a platform that was not reached only where the network failed", async () => {
    platform.use(http.get(`${ORIGIN}/api/v1/me`, () => HttpResponse.error()));

    const lost = await dataOf(api.GET("/api/v1/me")).catch((error: unknown) => error);

    expect(lost).toBeInstanceOf(Trouble);
    expect(asTrouble(lost).status).toBe(0);
    expect(asTrouble(new TypeError("x is undefined")).status).not.toBe(0);
  });

  it("is something broken where the answer cannot be read", async () => {
    platform.use(
      http.get(`${ORIGIN}/api/v1/me`, () => {
        return new HttpResponse("<html>", { headers: { "Content-Type": "application/json" } });
      }),
    );

    const broken = asTrouble(await dataOf(api.GET("/api/v1/me")).catch((error: unknown) => error));

    expect(broken.status).not.toBe(0);
    expect(broken.broken).toMatch(/JSON/);
  });

  it("is not what was given up on purpose", async () => {
    const aborted = new AbortController();
    platform.use(answers("get", "/api/v1/me", { subject: "kim", admin: true, roles: {} }));
    aborted.abort();

    const error = await api.GET("/api/v1/me", { signal: aborted.signal }).catch((cause: unknown) => cause);

    expect(error).toMatchObject({ name: "AbortError" });
  });
});
