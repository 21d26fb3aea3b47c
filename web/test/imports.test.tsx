import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, GOOD, platform, refuses } from "./platform";

type Schemas = components["schemas"];
const DB = "/api/v1/database/{db}";
const AT = "2026-11-29T00:00:00Z";
const SOURCE = { upload_id: "u-1", delimiter: null, encoding: null, file: "goods.csv", google_sheet: null };
const JOB: Schemas["Import"] = {
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
  op: "create",
  preview: [],
  rejected: 0,
  rows_per_second: null,
  seconds_left: null,
  source: { ...SOURCE, sheet: null, table: "goods" },
  succeeded: 2,
  total: 2,
};

function column(name: string): Schemas["Column"] {
  return {
    name,
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
}

const TABLE: Schemas["Table"] = {
  name: "goods",
  sheet: "",
  columns: [column("code"), column("title")],
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

/** A file that was looked into, as the tab keeps it. */
function looked(proposed: object = {}): void {
  const proposal = { classes: [], mappings: [], tables: [TABLE], ...proposed };
  const kept = { source: { upload_id: "u-1" }, file: "goods.csv", proposal };
  sessionStorage.setItem("spice.draft import of shop", JSON.stringify(kept));
}

/** A platform whose tries end as told, one after the other; gives what was asked. */
function tries(...states: Schemas["Import"]["state"][]): Record<string, unknown>[] {
  const asked: Record<string, unknown>[] = [];
  platform.use(
    http.post("http://127.0.0.1:8002/api/v1/database/shop/imports", async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      const data = { ...JOB, import_id: `i-${asked.length}`, state: "PENDING" };
      return HttpResponse.json({ data, errors: [], meta: { request_id: "r-1" } }, { status: 202 });
    }),
    http.get("http://127.0.0.1:8002/api/v1/database/shop/imports/:id", ({ params }) => {
      const state = states[Number(String(params.id).slice(2)) - 1];
      const data = { ...JOB, import_id: params.id, state };
      return HttpResponse.json({ data, errors: [], meta: { request_id: "r-1" } });
    }),
    answers("get", `${DB}/sheets/credentials`, []),
  );
  return asked;
}

const runs = () => screen.getByRole("button", { name: "Bring in" });
const tryIt = () => screen.getByRole("button", { name: "Try without bringing in" });

describe("an import", () => {
  it("is brought in only after a try of the very same went through", async () => {
    looked();
    const asked = tries("COMPLETED", "COMPLETED");
    const { user } = open("/db/shop/imports/new");

    await screen.findByRole("button", { name: "Try without bringing in" });
    expect(runs().hasAttribute("disabled")).toBe(true);
    await user.click(tryIt());
    await waitFor(() => expect(runs().hasAttribute("disabled")).toBe(false));
    await user.selectOptions(screen.getByLabelText("What column title fills"), "origin");

    expect(runs().hasAttribute("disabled")).toBe(true);
    expect(screen.getByText(/What was tried is not what is set now/)).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("What a row does"), "upsert");
    await user.click(tryIt());
    await waitFor(() => expect(runs().hasAttribute("disabled")).toBe(false));
    expect(asked.at(-1)).toMatchObject({ op: "upsert", mapping: { code: "code", title: "origin" }, dry_run: true });
    await user.selectOptions(screen.getByLabelText("If a row does not fit"), "stop");
    expect(runs().hasAttribute("disabled")).toBe(true);
  });

  it("is not brought in while its try goes on, nor after it failed", async () => {
    looked();
    tries("RUNNING", "FAILED");
    const { user } = open("/db/shop/imports/new");

    await user.click(await screen.findByRole("button", { name: "Try without bringing in" }));
    await screen.findByText(/^Trying/);
    expect(runs().hasAttribute("disabled")).toBe(true);
    await user.click(tryIt());
    await screen.findByText(/rows would go in/);

    expect(runs().hasAttribute("disabled")).toBe(true);
  });
});

describe("a class that is proposed for an import", () => {
  const NEW = { name: "Spice", key: ["code"], label: { en: "Spice" }, properties: GOOD.properties };
  const MAPPING = { class: "Spice", table: "goods", reasons: [], columns: [{ column: "code", property: "code" }] };

  it("is for modelers: an editor is told so, and brings rows into what is there", async () => {
    looked({ classes: [NEW], mappings: [MAPPING] });
    tries();
    platform.use(answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "editor" } }));

    open("/db/shop/imports/new");

    expect(await screen.findByText(/A new class “Spice” was proposed.*needs the role modeler/)).toBeTruthy();
    expect((screen.getByLabelText("Into") as HTMLSelectElement).value).toBe("Good");
    expect(screen.queryByRole("button", { name: "Make the class and try" })).toBeNull();
    expect(tryIt()).toBeTruthy();
  });

  it("is chosen for who may make it", async () => {
    looked({ classes: [NEW], mappings: [MAPPING] });
    tries();

    open("/db/shop/imports/new");

    expect(await screen.findByRole("button", { name: "Make the class and try" })).toBeTruthy();
    const into = within(screen.getByLabelText("Into"));
    expect(into.getByRole("option", { name: "New class: Spice", selected: true })).toBeTruthy();
  });

  it("is made under another name, key and type", async () => {
    const MADE: unknown[] = [];
    const guess = { type: "xsd:integer", semantic_type: "YEAR", confidence: 0.4 };
    const title = { ...column("title"), confidence: 0.6, alternatives: [guess] };
    const mapping = { ...MAPPING, columns: [...MAPPING.columns, { column: "title", property: "title" }] };
    looked({
      classes: [NEW],
      mappings: [{ ...mapping, reasons: ["no class fits"], learned_from: "old.csv" }],
      tables: [{ ...TABLE, columns: [column("code"), title], preview: [["A-1", null]] }],
    });
    tries("COMPLETED");
    platform.use(
      http.post("http://127.0.0.1:8002/api/v1/database/shop/ontology/changes", async ({ request }) => {
        MADE.push(...((await request.json()) as Schemas["OntologyChanges"]).changes);
        const data = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", type: "ChangeOntology", state: "COMPLETED" };
        return HttpResponse.json({ data, errors: [], meta: { request_id: "r" } });
      }),
    );
    const { user, container } = open("/db/shop/imports/new");
    await user.click(await screen.findByText("What will be made: Spice"));
    expect(screen.getByText(/mapped for old.csv/)).toBeTruthy();
    await user.type(screen.getByLabelText("Name"), "s");
    await user.click(screen.getByRole("checkbox", { name: "title" }));
    await user.selectOptions(screen.getByLabelText("Type of column title"), "xsd:integer");
    await user.click(screen.getAllByText("The first row of the file")[0] as HTMLElement);
    expect(await violations(container)).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Make the class and try" }));

    await waitFor(() => expect(MADE).toHaveLength(1));
    const { class: made } = MADE[0] as { class: Schemas["NewClass"] };
    expect(made).toMatchObject({ name: "Spices", key: ["code", "title"] });
    expect(made.properties?.map((each) => each.type).slice(0, 2)).toEqual(["xsd:string", "xsd:integer"]);
  });
});

describe("the source of an import", () => {
  it("is read in another encoding where the one that was taken for granted is wrong", async () => {
    looked();
    tries();
    const asked: (string | null)[] = [];
    platform.use(
      http.post("http://127.0.0.1:8002/api/v1/funnel/propose", ({ request }) => {
        asked.push(new URL(request.url).searchParams.get("encoding"));
        const data = { classes: [], mappings: [], tables: [{ ...TABLE, notes: ["in Korean"] }] };
        return HttpResponse.json({ data, errors: [], meta: { request_id: "r" } });
      }),
    );
    const { user, router } = open("/db/shop/imports/new");

    await user.selectOptions(await screen.findByLabelText("Encoding"), "cp949");

    expect(await screen.findByText("in Korean")).toBeTruthy();
    expect(asked).toEqual(["cp949"]);
    expect(router.state.location.search).toEqual({ step: "columns" });
  });

  it("is a step of the address: Back leads to it, and nothing is lost", async () => {
    looked();
    tries();
    const { user } = open("/db/shop/imports/new?step=source");

    await user.click(await screen.findByRole("link", { name: "Go on with goods.csv" }));

    expect(await screen.findByRole("button", { name: "Try without bringing in" })).toBeTruthy();
  });

  it("that cannot be read says so, and may be read otherwise", async () => {
    const kept = { source: { upload_id: "u-1" }, file: "goods.csv", proposal: null };
    sessionStorage.setItem("spice.draft import of shop", JSON.stringify(kept));
    tries();
    platform.use(refuses("post", "/api/v1/funnel/propose", 422, { code: "wrong_type", message: "It is no text." }));

    open("/db/shop/imports/new");

    expect(await screen.findByText("It is no text.")).toBeTruthy();
    expect(screen.getByLabelText("Delimiter")).toHaveProperty("disabled", false);
  });
});
