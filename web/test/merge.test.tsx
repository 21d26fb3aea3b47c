import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { pull as pullOf } from "../src/features/changes/reads";
import { open } from "./console";
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
