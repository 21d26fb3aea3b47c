import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { safeReturn } from "../src/app/SignIn";
import { records } from "../src/features/imports/reads";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, DATABASE, platform, refuses } from "./platform";

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
      answers("get", "/api/v1/health/ready", {
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
