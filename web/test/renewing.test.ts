import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { api, dataOf } from "../src/api/client";
import { currentToken } from "../src/api/token";
import { arriveSignedIn } from "../src/app/signing-in";
import { platform } from "./platform";

const ISSUER = "http://127.0.0.1:9001";
const CONFIG = { issuer: ISSUER, client_id: "console" };

/** An identity token, as the issuer of a stage gives it; nobody here looks at its signature. */
function identity(name: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: ISSUER, aud: "console", sub: name, iat: now, exp: now + 3600 };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${Buffer.from(name).toString("base64url")}`;
}

const OLDER = identity("older");
const NEWER = identity("newer");

/** An issuer that signs in, and answers a renewal as told; a platform that takes the newer token alone. */
function stage(renewal: () => Response): void {
  platform.use(
    http.get(`${ISSUER}/.well-known/openid-configuration`, () =>
      HttpResponse.json({
        issuer: ISSUER,
        token_endpoint: `${ISSUER}/token`,
        id_token_signing_alg_values_supported: ["RS256"],
      }),
    ),
    http.post(`${ISSUER}/token`, async ({ request }) => {
      const asked = new URLSearchParams(await request.text());
      if (asked.get("grant_type") === "refresh_token") return renewal() as never;
      const told = { access_token: "a", token_type: "bearer", id_token: OLDER, refresh_token: "r", expires_in: 3600 };
      return HttpResponse.json(told);
    }),
    http.get("http://127.0.0.1:8002/api/v1/me", ({ request }) => {
      const well = request.headers.get("Authorization") === `Bearer ${NEWER}`;
      const data = { subject: "kim", admin: false, roles: {} };
      const problem = { code: "token_expired", message: "the token has expired" };
      if (well) return HttpResponse.json({ data, errors: [], meta: {} });
      return HttpResponse.json({ errors: [problem], meta: {} }, { status: 401 });
    }),
  );
}

const whoAmI = () => dataOf(api.GET("/api/v1/me"));

describe("who signed in at an issuer", () => {
  beforeEach(() => {
    sessionStorage.setItem("spice.signing-in", JSON.stringify({ verifier: "v".repeat(43), state: "s", returnTo: "/" }));
    history.replaceState(null, "", "/signed-in?code=c&state=s");
  });

  it("goes on with a newer token when the first has expired", async () => {
    const told = { access_token: "b", token_type: "bearer", id_token: NEWER, expires_in: 3600 };
    stage(() => HttpResponse.json(told) as unknown as Response);
    await arriveSignedIn(CONFIG);
    expect(currentToken()).toBe(OLDER);

    expect((await whoAmI()).subject).toBe("kim");

    expect(currentToken()).toBe(NEWER);
  });

  it("is signed out where the issuer refuses a newer one", async () => {
    stage(() => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }) as unknown as Response);
    await arriveSignedIn(CONFIG);

    await expect(whoAmI()).rejects.toMatchObject({ status: 401 });

    expect(currentToken()).toBeNull();
  });

  it.each([
    ["is not reached", () => HttpResponse.error() as unknown as Response, 0],
    ["is down", () => new HttpResponse(null, { status: 503 }) as unknown as Response, 503],
  ])("stays signed in while the issuer %s", async (_, renewal, status) => {
    stage(renewal);
    await arriveSignedIn(CONFIG);

    await expect(whoAmI()).rejects.toMatchObject({ status });

    expect(currentToken()).toBe(OLDER);
  });
});
