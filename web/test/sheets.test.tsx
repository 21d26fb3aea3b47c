import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { rangeOf } from "../src/features/imports/sheets/reads";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, hears, platform, refuses } from "./platform";

type Schemas = components["schemas"];
const DB = "/api/v1/database/{db}";
const KEYS = `${DB}/sheets/credentials` as const;
const KEY = `${DB}/sheets/credentials/{name}` as const;
const CONNECTIONS = `${DB}/sheets/connections` as const;
const CONNECTION = `${DB}/sheets/connections/{name}` as const;
const AT = "2026-11-29T00:00:00Z";

const FINANCE: Schemas["Credential"] = {
  name: "finance",
  account: "reader@project.iam",
  kind: "service_account",
  created_at: AT,
  created_by: "kim",
};
const ORDERS: Schemas["Connection"] = {
  name: "orders",
  class: "Good",
  google_sheet: { id: "1AbC", range: "'주문'", hidden: "read", credential: "finance" },
  mapping: { code: "code" },
  op: "upsert",
  on_error: "skip",
  every_minutes: 15,
  looked_at: AT,
  import_id: null,
  error: "the sheet is not shared with reader@project.iam",
  created_at: AT,
  created_by: "kim",
};
const COLUMN = {
  name: "code",
  type: "xsd:string",
  semantic_type: "TEXT",
  confidence: 0.95,
  alternatives: [],
  reasons: ["texts"],
  null_count: 0,
  distinct: 2,
  samples: ["A-1"],
  mismatch_count: 0,
  mismatches: [],
} as unknown as Schemas["Column"];
const TABLE: Schemas["Table"] = {
  name: "주문",
  sheet: "주문",
  columns: [COLUMN],
  first_row: 2,
  last_row: 3,
  form: "rows",
  header_rows: [1],
  notes: [],
  preview: [],
  rows: 2,
  titles: [],
  totals: [],
};
const TRIED: Schemas["Import"] = {
  import_id: "i-1",
  expires_at: "2026-12-30T00:00:00Z",
  state: "COMPLETED",
  class: "Good",
  actor: "kim",
  created_at: AT,
  finished_at: AT,
  done: 2,
  dry_run: true,
  errors: [],
  mapping: {},
  notes: [],
  on_error: "skip",
  op: "upsert",
  preview: [],
  rejected: 0,
  rows_per_second: null,
  seconds_left: null,
  source: { delimiter: null, encoding: null, file: "", google_sheet: null, sheet: null, table: null, upload_id: null },
  succeeded: 2,
  total: 2,
};

describe("a Google Sheet", () => {
  it("names a tab as Google does", () => {
    expect(rangeOf("주문", "")).toBe("'주문'");
    expect(rangeOf("Kim's", " A2:F ")).toBe("'Kim''s'!A2:F");
  });

  it("is looked into, tried, and connected under a schedule", async () => {
    const told: Record<string, unknown> = {};
    const listens = (what: string) => async (request: Request) => {
      told[what] = await request.json();
    };
    platform.use(
      answers("get", KEYS, [FINANCE]),
      hears("post", "/api/v1/funnel/tabs", listens("tabs")),
      answers("post", "/api/v1/funnel/tabs", {
        id: "1AbC",
        title: "장부",
        tabs: [{ name: "주문", rows: 4, columns: 4, hidden: false, merged: 1 }],
      }),
      hears("post", "/api/v1/funnel/propose", listens("propose")),
      answers("post", "/api/v1/funnel/propose", { classes: [], mappings: [], tables: [TABLE] }),
      hears("post", `${DB}/imports`, listens("import")),
      answers("post", `${DB}/imports`, TRIED as never),
      answers("get", `${DB}/imports/{id}`, TRIED),
      hears("put", CONNECTION, listens("connection")),
      answers("put", CONNECTION, ORDERS),
      answers("get", CONNECTIONS, [ORDERS]),
    );
    const { user, router, container } = open("/db/shop/imports/new");

    await user.type(await screen.findByLabelText("Address or id of the spreadsheet"), "1AbC{Enter}");
    await user.click(await screen.findByRole("button", { name: "Use this tab" }));
    await user.click(await screen.findByRole("button", { name: "Try without bringing in" }));
    await screen.findByText("2 rows would go in, 0 would not.");
    await user.click(screen.getByText("Bring it in whenever it changes"));
    await user.type(screen.getByLabelText("Name of the connection"), "orders");
    const every = screen.getByLabelText("Minutes between looks");
    await user.clear(every);
    await user.type(every, "15");
    expect(await violations(container)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Connect" }));

    await waitFor(() => expect(router.state.location.pathname).toBe("/db/shop/imports/sheets"));
    const sheet = { id: "1AbC", range: "'주문'", hidden: "read" };
    expect(told.tabs).toEqual({ google_sheet: { id: "1AbC", database: "shop" } });
    expect(told.propose).toEqual({ google_sheet: { ...sheet, database: "shop" } });
    expect(told.import).toMatchObject({ source: { google_sheet: sheet, table: "주문" }, dry_run: true, op: "upsert" });
    expect(told.connection).toEqual({
      google_sheet: sheet,
      class: "Good",
      mapping: { code: "code" },
      op: "upsert",
      on_error: "skip",
      every_minutes: 15,
    });
  });

  it("whose import was begun is proposed anew after a reload, and none of its rows was written to a disk", async () => {
    let proposed = 0;
    platform.use(
      answers("get", KEYS, [FINANCE]),
      hears("post", "/api/v1/funnel/propose", () => {
        proposed += 1;
      }),
      answers("post", "/api/v1/funnel/propose", { classes: [], mappings: [], tables: [TABLE] }),
    );
    const source = { google_sheet: { id: "1AbC", range: "'주문'", hidden: "read" } };
    sessionStorage.setItem("spice.draft import of shop", JSON.stringify({ source, file: "장부", proposal: null }));

    open("/db/shop/imports/new");

    expect(await screen.findByRole("button", { name: "Try without bringing in" })).toBeTruthy();
    expect(screen.getByText("장부")).toBeTruthy();
    expect(proposed).toBe(1);
    expect(sessionStorage.getItem("spice.draft import of shop")).not.toContain("A-1");
  });

  it("that is not shared says with whom to share it", async () => {
    const message = "the spreadsheet is not shared with reader@project.iam";
    platform.use(
      answers("get", KEYS, [FINANCE]),
      refuses("post", "/api/v1/funnel/tabs", 422, { code: "constraint_violated", message }),
    );
    const { user } = open("/db/shop/imports/new");

    await user.type(await screen.findByLabelText("Address or id of the spreadsheet"), "1AbC{Enter}");

    expect(await screen.findByText(message)).toBeTruthy();
  });

  it("needs a credential, and the wizard leads to where those are kept", async () => {
    prefer({ language: "ko" });
    platform.use(answers("get", KEYS, []));

    open("/db/shop/imports/new");

    expect(await screen.findByText("아직 자격 증명이 없습니다")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Google Sheets 자격 증명" }).getAttribute("href")).toBe(
      "/db/shop/imports/sheets",
    );
  });
});

describe("sheets of a database", () => {
  it("are told with their schedule and what went wrong, and disconnected when that is confirmed", async () => {
    const left: string[] = [];
    platform.use(
      answers("get", KEYS, [FINANCE]),
      answers("get", CONNECTIONS, [ORDERS]),
      hears("delete", CONNECTION, (request) => void left.push(new URL(request.url).pathname)),
      answers("delete", CONNECTION, null),
    );
    const { user, container } = open("/db/shop/imports/sheets");

    expect(await screen.findByText("every 15 minutes")).toBeTruthy();
    expect(screen.getByText(ORDERS.error)).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Disconnect" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Disconnect orders" }));
    await user.click(dialog.getByRole("button", { name: "Disconnect" }));

    await waitFor(() => expect(left).toEqual(["/api/v1/database/shop/sheets/connections/orders"]));
  });

  it("are read by a key that an owner keeps, once it is JSON", async () => {
    const told: unknown[] = [];
    platform.use(
      answers("get", KEYS, []),
      answers("get", CONNECTIONS, []),
      hears("put", KEY, async (request) => void told.push(await request.json())),
      answers("put", KEY, FINANCE),
    );
    const { user } = open("/db/shop/imports/sheets");

    const key = await screen.findByLabelText("Key (JSON, as Google gives it)");
    await user.type(screen.getByLabelText("Name"), "finance");
    await user.type(key, "nonsense");
    expect(screen.getByText("This is no JSON.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Keep this key" }).hasAttribute("disabled")).toBe(true);
    await user.clear(key);
    await user.click(key);
    await user.paste('{"type": "service_account"}');
    await user.click(screen.getByRole("button", { name: "Keep this key" }));

    await waitFor(() => expect(told).toEqual([{ key: { type: "service_account" } }]));
    await waitFor(() => expect((key as HTMLTextAreaElement).value).toBe(""));
  });

  it("have keys that only owners change, and editors are told so", async () => {
    platform.use(
      answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "editor" } }),
      answers("get", KEYS, [FINANCE]),
      answers("get", CONNECTIONS, []),
    );
    open("/db/shop/imports/sheets");

    expect((await screen.findByRole("button", { name: "Forget" })).hasAttribute("disabled")).toBe(true);
    expect(screen.queryByLabelText("Key (JSON, as Google gives it)")).toBeNull();
  });
});
