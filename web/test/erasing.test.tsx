import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open } from "./console";
import { answers, hears, hit, platform, refuses } from "./platform";

const AUDIT = "/api/v1/database/{db}/audit";
const ERASE = "/api/v1/database/{db}/subjects/{subject}/erase";
const READMIT = "/api/v1/database/{db}/subjects/{subject}/readmit";
const ID = "0191b2a0-0000-7000-8000-000000000001";
type Schemas = components["schemas"];

const DONE: Schemas["Command_ErasureResult"] = {
  command_id: ID,
  type: "EraseSubject",
  state: "COMPLETED",
  actor: "kim",
  submitted_at: "2026-11-29T00:00:00Z",
  finished_at: "2026-11-29T00:00:01Z",
  attempts: 1,
  result: { subject: "p-7", generation: 1, changed: true },
};
const ENTRY = {
  event_id: ID,
  version: 1,
  type: "SubjectErased",
  at: "2026-11-29T00:00:00Z",
  actor: "kim",
  reason: null,
  command_id: ID,
  correlation_id: null,
  ontology_commit: null,
  data: { subject: "p-3", generation: 1 },
};

function erasures(...entries: (typeof ENTRY)[]) {
  platform.use(answers("get", AUDIT, entries as never));
}

describe("erasure", () => {
  it("is done when the subject was typed, and told only when it is done", async () => {
    const after: (string | null)[] = [];
    erasures();
    platform.use(hears("get", AUDIT, (request) => void after.push(new URL(request.url).searchParams.get("after"))));
    let given = 0;
    let ended = false;
    const waits = { ...DONE, state: "PENDING", finished_at: null, result: undefined };
    const told = (data: unknown) => ({ status: "accepted", message: "", data, errors: [], meta: {} });
    platform.use(
      http.post("http://127.0.0.1:8002/api/v1/database/shop/subjects/p-7/erase", () => {
        given += 1;
        return HttpResponse.json(told(waits), { status: 202 });
      }),
      http.get("http://127.0.0.1:8002/api/v1/commands/:id", () => HttpResponse.json(told(ended ? DONE : waits))),
    );
    const { user } = open("/db/shop/settings?view=erasure");

    await user.type(await screen.findByLabelText("Subject"), "p-7{Enter}");
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("Erase the data of p-7")).toBeTruthy();
    const act = dialog.getByRole("button", { name: "Erase for good" });
    expect(act.hasAttribute("disabled")).toBe(true);
    await user.type(dialog.getByLabelText("Type “p-7” to go on"), "p-7");
    await user.click(act);

    expect(await screen.findByText("accepted")).toBeTruthy();
    expect(screen.queryByText("The data of p-7 is erased.")).toBeNull();
    ended = true;
    expect(await screen.findByText("The data of p-7 is erased.")).toBeTruthy();
    expect(given).toBe(1);
    await waitFor(() => expect(after.at(-1)).toBe(ID));
  });

  it("of nobody is refused in the dialog", async () => {
    erasures();
    platform.use(refuses("post", ERASE, 404, { code: "not_found", message: "there is no personal data of p-7" }));
    const { user } = open("/db/shop/settings?view=erasure");

    await user.type(await screen.findByLabelText("Subject"), "p-7{Enter}");
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText("Type “p-7” to go on"), "p-7{Enter}");

    expect(await dialog.findByText("there is no personal data of p-7")).toBeTruthy();
  });

  it("is listed, and who was erased is readmitted", async () => {
    erasures(ENTRY);
    const told: string[] = [];
    platform.use(
      hears("post", READMIT, (request) => void told.push(new URL(request.url).pathname)),
      answers("post", READMIT, DONE as never),
    );
    const { user } = open("/db/shop/settings?view=erasure");

    await user.click(await screen.findByRole("button", { name: "Readmit" }));

    await waitFor(() => expect(told).toEqual(["/api/v1/database/shop/subjects/p-3/readmit"]));
    expect(await screen.findByText("done")).toBeTruthy();
  });

  it("is the owners'", async () => {
    platform.use(answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "editor" } }));

    open("/db/shop/settings?view=erasure");

    expect(await screen.findByText("Erasure is for owners")).toBeTruthy();
    expect(screen.queryByLabelText("Subject")).toBeNull();
  });
});

const JOB: Schemas["Export"] = {
  export_id: ID,
  class: "Good",
  format: "parquet",
  state: "REQUESTED",
  rows: 0,
  total: 0,
  rows_per_second: null,
  seconds_left: null,
  bytes: 0,
  error: null,
  url: null,
  url_expires_at: null,
  created_at: "2026-11-29T00:00:00Z",
  finished_at: null,
  expires_at: "2026-12-06T00:00:00Z",
};

describe("an export as a job", () => {
  it("asks for what the filters find, and gives the link when the file is there", async () => {
    const told: unknown[] = [];
    const asked = "/api/v1/database/{db}/exports";
    const there = {
      state: "COMPLETED",
      rows: 2,
      total: 2,
      url: "https://files.example/x",
      url_expires_at: JOB.expires_at,
    };
    platform.use(
      answers("get", "/api/v1/database/{db}/instances", [hit("G-1")], { total: 1, facets: {} }),
      hears("post", asked, async (request) => void told.push(await request.json())),
      answers("post", asked, JOB as never),
      answers("get", "/api/v1/database/{db}/exports/{id}", { ...JOB, ...there } as Schemas["Export"]),
    );
    const { user } = open('/db/shop/explore?f=["origin:in:Peru"]');

    await user.click(await screen.findByRole("button", { name: "Export" }));
    await user.click(await screen.findByRole("menuitem", { name: "As one file, of any size…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Export as one file" }));
    await user.selectOptions(dialog.getByLabelText("Format"), "parquet");
    await user.click(dialog.getByRole("button", { name: "Begin" }));

    const link = await dialog.findByRole("link", { name: "Download" });
    expect(link.getAttribute("href")).toBe("https://files.example/x");
    expect(dialog.getByRole("status").textContent).toBe("completed · 2 instances");
    const filter = { and: [{ field: "origin", op: "in", value: ["Peru"] }] };
    expect(told).toEqual([{ class: "Good", format: "parquet", spreadsheet: false, filter }]);
  });
});
