import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { pull as pullOf } from "../src/features/changes/reads";
import { open, violations } from "./console";
import { answers, platform } from "./platform";

type Schemas = components["schemas"];

const DB = "http://127.0.0.1:8002/api/v1/database/shop";
const PULL = "/api/v1/database/{db}/pull-requests/{number}";

const TOLD: Schemas["PullDetail"] = {
  ahead: 1,
  approvals: 0,
  author: "kim",
  behind: 0,
  checks: [],
  comment_count: 0,
  comments: [],
  commit: null,
  created_at: "2026-11-29T00:00:00Z",
  description: "",
  ended_at: null,
  ended_because: null,
  ended_by: null,
  mergeable: true,
  migrations: [],
  resolutions: [],
  waive: [],
  number: 1,
  plan_id: "p1",
  required_reviews: 0,
  reviewers: [],
  reviews: [],
  source: "trial",
  source_head: "c2",
  state: "open",
  target: "main",
  target_head: "c1",
  title: "Trial",
  updated_at: "2026-11-29T00:00:00Z",
  version: 1,
};

function conflict(id: string): Schemas["Conflict"] {
  const choices: Schemas["Conflict"]["choices"] = ["ours", "theirs", "base"];
  const sides = { base: "a", ours: "b", theirs: "c" };
  return { affected: 0, ...sides, choices, id, kind: "edit_edit", path: `/Good/${id}`, severity: "compatible" };
}

const PLAN: Schemas["MergePlan"] = {
  affected: 0,
  base: "c0",
  changes: [],
  conflicts: [conflict("one"), conflict("two")],
  draft: null,
  kind: "merge",
  migrations: [],
  needs: [],
  open: ["one", "two"],
  plan_id: "p1",
  problems: [],
  resolutions: [],
  source: "trial",
  source_head: "c2",
  stale: false,
  target: "main",
  target_head: "c1",
  waive: [],
};

type Kept = { conflict_id: string; choice: string; reason: null; value: null };

/** A plan that keeps answers, each under another tag; a PUT for an older one is refused. */
function planKeeping() {
  const kept = { resolutions: [] as Kept[], version: 1, refused: 0, until: Promise.resolve() };
  const handlers = [
    http.get(`${DB}/merges/plans/p1`, () =>
      HttpResponse.json(
        { data: { ...PLAN, resolutions: kept.resolutions }, errors: [], meta: {} },
        { headers: { ETag: `"${kept.version}"` } },
      ),
    ),
    http.put(`${DB}/merges/plans/p1`, async ({ request }) => {
      const match = request.headers.get("If-Match");
      const { resolutions } = (await request.json()) as { resolutions: Kept[] };
      await kept.until;
      if (match !== `"${kept.version}"`) {
        kept.refused += 1;
        const problem = { code: "version_conflict", message: "others answered" };
        return HttpResponse.json({ errors: [problem], meta: {} }, { status: 412 });
      }
      kept.version += 1;
      kept.resolutions = resolutions;
      const headers = { ETag: `"${kept.version}"` };
      return HttpResponse.json({ data: { ...PLAN, resolutions }, errors: [], meta: {} }, { headers });
    }),
  ];
  return { kept, handlers };
}

const chosen = (kept: { resolutions: readonly Kept[] }) =>
  Object.fromEntries(kept.resolutions.map((each) => [each.conflict_id, each.choice]));

describe("conflicts", () => {
  it("that are answered quickly are all kept", async () => {
    const { kept, handlers } = planKeeping();
    platform.use(answers("get", PULL, { ...TOLD, mergeable: false }), ...handlers);
    const { user } = open("/db/shop/pulls/1?tab=conflicts");
    await screen.findByText("2 open");
    let go: () => void = () => undefined;
    kept.until = new Promise((resolve) => {
      go = resolve;
    });

    await user.keyboard("1n2");
    go();

    await waitFor(() => expect(chosen(kept)).toEqual({ one: "ours", two: "theirs" }));
    expect(kept.refused).toBe(0);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("that somebody else answers meanwhile are laid together", async () => {
    const { kept, handlers } = planKeeping();
    platform.use(answers("get", PULL, { ...TOLD, mergeable: false }), ...handlers);
    const { user } = open("/db/shop/pulls/1?tab=conflicts");
    await screen.findByText("2 open");
    kept.resolutions = [{ conflict_id: "two", choice: "base", reason: null, value: null }];
    kept.version += 1;

    await user.keyboard("1");

    await waitFor(() => expect(chosen(kept)).toEqual({ one: "ours", two: "base" }));
    expect(await screen.findByText("0 open")).toBeTruthy();
    expect(screen.getByText(/Somebody else answered meanwhile/)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("what is typed into a plan", () => {
  it("stays when another plan takes its place", async () => {
    let told: Schemas["PullDetail"] = { ...TOLD, mergeable: false };
    const valued: Schemas["Conflict"] = { ...conflict("one"), choices: ["ours", "value"] };
    const planned = (id: string) =>
      http.get(`${DB}/merges/plans/${id}`, () =>
        HttpResponse.json({ data: { ...PLAN, plan_id: id, conflicts: [valued] }, errors: [], meta: {} }),
      );
    platform.use(
      http.get(`${DB}/pull-requests/1`, () => HttpResponse.json({ data: told, errors: [], meta: {} })),
      planned("p1"),
      planned("p2"),
    );
    const { user, queries } = open("/db/shop/pulls/1?tab=conflicts");
    await user.click(await screen.findByRole("radio", { name: "Another value" }));
    await user.type(await screen.findByDisplayValue("b"), "etter");

    told = { ...told, plan_id: "p2" };
    await act(() => queries.invalidateQueries({ queryKey: pullOf("shop", 1).queryKey }));

    expect(await screen.findByDisplayValue("better")).toBeTruthy();
  });

  it("and a message, too", async () => {
    platform.use(answers("get", PULL, TOLD));
    const { user, queries } = open("/db/shop/pulls/1");
    await user.type(await screen.findByDisplayValue("Trial"), " two");
    platform.use(answers("get", PULL, { ...TOLD, mergeable: false, version: 2 }));
    await act(() => queries.invalidateQueries({ queryKey: pullOf("shop", 1).queryKey }));
    platform.use(answers("get", PULL, { ...TOLD, version: 3 }));

    await act(() => queries.invalidateQueries({ queryKey: pullOf("shop", 1).queryKey }));

    expect(await screen.findByDisplayValue("Trial two")).toBeTruthy();
  });
});

describe("a word on a pull request", () => {
  it("stays what it was when one comes back to it", async () => {
    platform.use(answers("get", PULL, TOLD));
    const first = open("/db/shop/pulls/1");
    await first.user.type(await screen.findByRole("textbox", { name: "Your word" }), "Looks right");
    await act(() => first.router.navigate({ to: "/db/$db/settings", params: { db: "shop" } }));
    await screen.findByRole("button", { name: "Save" });

    await act(() => first.router.navigate({ to: "/db/$db/pulls/$number", params: { db: "shop", number: "1" } }));

    expect(await screen.findByDisplayValue("Looks right")).toBeTruthy();
  });
});

describe("a merge", () => {
  const rehearsed = answers("post", `${PULL}/merge`, { changed: true, diff: [], result: null, type: "Merge" } as never);

  it("is of the plan that was tried: of another it is tried again", async () => {
    let told = TOLD;
    platform.use(
      http.get(`${DB}/pull-requests/1`, () => HttpResponse.json({ data: told, errors: [], meta: {} })),
      rehearsed,
    );
    const { user, queries } = open("/db/shop/pulls/1");
    await user.click(await screen.findByRole("button", { name: "Try the merge" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Merge" })).toHaveProperty("disabled", false));

    told = { ...TOLD, plan_id: "p2" };
    await act(() => queries.invalidateQueries({ queryKey: pullOf("shop", 1).queryKey }));

    await waitFor(() => expect(screen.getByRole("button", { name: "Merge" })).toHaveProperty("disabled", true));
    expect(screen.getByText(/not what would be merged now/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Try the merge" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Merge" })).toHaveProperty("disabled", false));
  });

  it("is with the answers that were tried", async () => {
    const { handlers } = planKeeping();
    platform.use(answers("get", PULL, { ...TOLD, mergeable: false }), ...handlers, rehearsed);
    const { user } = open("/db/shop/pulls/1?tab=conflicts");
    await screen.findByText("2 open");
    await user.keyboard("1n2");
    await user.click(await screen.findByRole("button", { name: "Try the merge" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Merge" })).toHaveProperty("disabled", false));

    await user.keyboard("3");

    expect(screen.getByRole("button", { name: "Merge" })).toHaveProperty("disabled", true);
  });
});

describe("a pull request that breaks something", () => {
  const need: Schemas["Need"] = {
    affected: 3,
    class: "Good",
    migrations: ["drop"],
    path: "/Good/properties/price",
    property: "price",
    reason: "values are lost",
    waivable: true,
  };
  const problem = { code: "breaking_change" as const, message: "it would break 3", path: "/plan_id" };
  const failing = { name: "ontology" as const, passed: false, errors: [problem] };

  it("is merged with a reason that is kept with the plan", async () => {
    const kept: unknown[] = [];
    const merged: unknown[] = [];
    platform.use(
      answers("get", PULL, { ...TOLD, mergeable: false, checks: [failing] }),
      answers("get", "/api/v1/database/{db}/merges/plans/{plan_id}", {
        ...PLAN,
        conflicts: [],
        open: [],
        needs: [need],
        problems: [problem],
      }),
      http.put(`${DB}/merges/plans/p1`, async ({ request }) => {
        const body = (await request.json()) as { waive: Schemas["MergePlan"]["waive"] };
        kept.push(body.waive);
        const data = { ...PLAN, conflicts: [], open: [], waive: body.waive };
        return HttpResponse.json({ data, errors: [], meta: {} }, { headers: { ETag: '"2"' } });
      }),
      http.post(`${DB}/pull-requests/1/merge`, async ({ request }) => {
        merged.push(((await request.json()) as { waive: unknown }).waive);
        return HttpResponse.json({ data: { changed: true, diff: [] }, errors: [], meta: {} });
      }),
    );
    const { user, container } = open("/db/shop/pulls/1");
    await user.click(await screen.findByRole("link", { name: "Answer what is in the way" }));
    expect(await screen.findByText("values are lost")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Try the merge" })).toBeNull();
    expect(await violations(container)).toEqual([]);

    await user.type(screen.getByLabelText("Why /Good/properties/price may break"), "no longer sold{Enter}");
    await user.click(await screen.findByRole("button", { name: "Try the merge" }));

    const waiver = { path: need.path, reason: "no longer sold" };
    await waitFor(() => expect(merged).toEqual([[waiver]]));
    expect(kept).toEqual([[waiver]]);
    await user.click(screen.getByRole("button", { name: `Take the waiver of ${need.path} back` }));
    await waitFor(() => expect(kept.at(-1)).toEqual([]));
  });
});

describe("what a pull request says", () => {
  const done = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", type: "ChangePullRequest", state: "COMPLETED" };

  it("is changed by its title and reviewers, and one that was closed is opened again", async () => {
    const sent: unknown[] = [];
    let told = TOLD;
    platform.use(
      http.get(`${DB}/pull-requests/1`, () => HttpResponse.json({ data: told, errors: [], meta: {} })),
      http.patch(`${DB}/pull-requests/1`, async ({ request }) => {
        sent.push([request.headers.get("If-Match"), await request.json()]);
        told = { ...TOLD, state: "closed", version: 2 };
        return HttpResponse.json({ data: done, errors: [], meta: {} });
      }),
    );
    const { user } = open("/db/shop/pulls/1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.type(screen.getByLabelText("Reviewers"), "lee, park");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await user.click(await screen.findByRole("button", { name: "Open again" }));
    await user.click(screen.getAllByRole("button", { name: "Open again" }).at(-1) as HTMLElement);

    await waitFor(() =>
      expect(sent).toEqual([
        ['"1"', { reviewers: ["lee", "park"] }],
        ['"2"', { state: "open" }],
      ]),
    );
  });
});
