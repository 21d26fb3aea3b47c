import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { safeReturn } from "../src/app/SignIn";
import { records } from "../src/features/imports/reads";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, DATABASE, GOOD, hit, platform, refuses } from "./platform";

describe("signing in", () => {
  it("is asked first, and the page that was wanted is kept", async () => {
    const { router } = open("/db/shop/settings?view=grants", { token: null });

    expect(await screen.findByRole("heading", { name: "Sign in to Spice Harvester" })).toBeTruthy();
    expect(router.state.location.search).toEqual({ return_to: "/db/shop/settings?view=grants" });
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", undefined])("never leads to %s", (to) => {
    expect(safeReturn(to)).toBe("/");
  });

  it("a token that is refused is not kept", async () => {
    platform.use(refuses("get", "/api/v1/me", 401, { code: "unauthenticated", message: "the token is not ours" }));
    const { user } = open("/", { token: null });

    await user.type(await screen.findByLabelText("Token"), "nonsense");
    await user.click(screen.getByRole("button", { name: "Use this token" }));

    expect(await screen.findByText(/the token is not ours/)).toBeTruthy();
  });

  it("a token that ends sends back to sign in", async () => {
    platform.use(refuses("get", "/api/v1/database", 401, { code: "token_expired", message: "the token has expired" }));

    const { router } = open("/");

    expect(await screen.findByRole("heading", { name: "Sign in to Spice Harvester" })).toBeTruthy();
    await waitFor(() => expect(router.state.location.search).toEqual({ return_to: "/" }));
  });
});

describe("home", () => {
  it("lists databases in the reader's language", async () => {
    prefer({ language: "ko" });

    const { container } = open("/");

    expect(await screen.findByRole("link", { name: "향신료 가게" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("says what a database is where there is none", async () => {
    platform.use(answers("get", "/api/v1/database", []));

    open("/");

    expect(await screen.findByText("No databases")).toBeTruthy();
  });

  it("shows operations to administrators alone", async () => {
    platform.use(answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "viewer" } }));

    open("/");

    expect(await screen.findByText("lee")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Operations" })).toBeNull();
    expect(screen.queryByRole("button", { name: "New database" })).toBeNull();
  });
});

describe("settings", () => {
  it("are read only for who is no owner, who is told why", async () => {
    platform.use(
      answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "editor" } }),
      answers("get", "/api/v1/database/{db}", { ...DATABASE, role: "editor" }),
    );

    open("/db/shop/settings");

    expect(await screen.findByText("This needs the role owner.")).toBeTruthy();
    expect((await screen.findByRole("button", { name: "Save" })).hasAttribute("disabled")).toBe(true);
  });
});

describe("operations", () => {
  it("name the service that is down and the shard that is set apart", async () => {
    platform.use(
      answers("get", "/api/v1/health/services", {
        ready: true,
        services: { search: { state: "down", latency_ms: 3, breaker: "open", reason: "refused" } },
        quarantined: [
          { shard: "instance-0001", generation: 1, sequence: 4, reason: "hash", since: "2026-11-29T00:00:00Z" },
        ],
      }),
      answers("get", "/api/v1/admin/cache", { search: { hits: 1, misses: 1, ratio: 0.5 } }),
    );

    const { container } = open("/ops");

    expect(await screen.findByText("down")).toBeTruthy();
    expect(screen.getByText("Shard instance-0001 is set apart")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });
});

describe("a platform that is not ready", () => {
  it("still tells which service is down, and why", async () => {
    const service = { state: "down", latency_ms: 3, breaker: "open", reason: "connection refused" };
    const body = {
      data: { ready: false, services: { search: service } },
      errors: [{ code: "unavailable", message: "a backing service is down" }],
      meta: { request_id: "r-1" },
    };
    platform.use(
      http.get("http://127.0.0.1:8002/api/v1/health/services", () =>
        HttpResponse.json(body, { status: 503, headers: { "Retry-After": "1" } }),
      ),
      answers("get", "/api/v1/admin/cache", {}),
    );

    open("/ops");

    expect(await screen.findByRole("rowheader", { name: "search" })).toBeTruthy();
    expect(screen.getByText("connection refused")).toBeTruthy();
    expect(screen.queryByText("Too busy just now")).toBeNull();
  });

  it("is told as busy where nothing more is known", async () => {
    platform.use(
      refuses("get", "/api/v1/health/services", 503, { code: "unavailable", message: "no host answers" }),
      answers("get", "/api/v1/admin/cache", {}),
    );

    open("/ops");

    expect(await screen.findByText("no host answers")).toBeTruthy();
  });
});

describe("the heading of a page", () => {
  const TWO = { data: [GOOD, { ...GOOD, id: "tool_1", name: "Tool", label: { en: "Tool", ko: "도구" } }] };

  function classes(): void {
    const found = [hit("G-1")];
    platform.use(
      http.get("http://127.0.0.1:8002/api/v1/database/shop/ontology", () =>
        HttpResponse.json({ ...TWO, errors: [], meta: {} }, { headers: { ETag: '"c1"' } }),
      ),
      answers("get", "/api/v1/database/{db}/instances", found, { total: 1, facets: {} }),
    );
  }

  it("takes the focus where one comes to another page, and leaves it where one is on the same", async () => {
    classes();
    const { user, router } = open("/db/shop/settings");
    await screen.findByRole("heading", { level: 1 });

    await act(() => router.navigate({ to: "/db/$db/explore", params: { db: "shop" } }));
    const heading = await screen.findByRole("heading", { level: 1, name: "Good" });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    const chooser = screen.getByLabelText("Class");
    chooser.focus();
    await user.selectOptions(chooser, "Tool");
    await screen.findByRole("heading", { level: 1, name: "Tool" });
    act(() => prefer({ language: "ko" }));
    await screen.findByRole("heading", { level: 1, name: "도구" });

    expect(document.activeElement?.tagName).toBe("SELECT");
  });

  it.each(["/db/shop/explore", "/db/shop/new/Good", "/db/shop/pulls/3"])(
    "is there on %s while it fails",
    async (path) => {
      const problem = { code: "unavailable", message: "busy" } as const;
      platform.use(
        refuses("get", "/api/v1/database/{db}/ontology", 500, problem),
        refuses("get", "/api/v1/database/{db}/pull-requests/{number}", 500, problem),
      );

      open(path);

      expect(await screen.findByText("busy")).toBeTruthy();
      expect(screen.getByRole("heading", { level: 1 })).toBeTruthy();
    },
  );
});

describe("rejects", () => {
  it("are read as CSV has them: quotes, commas and line ends within", () => {
    const text = 'row,reason\r\n5,"must be ""x"", or\ny"\r\n6,plain\r\n';

    expect(records(text)).toEqual([
      ["row", "reason"],
      ["5", 'must be "x", or\ny'],
      ["6", "plain"],
    ]);
  });
});
