import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { lanesOf } from "../src/features/changes/lanes";
import { open, violations } from "./console";
import { answers, hears, platform, refuses } from "./platform";

type Schemas = components["schemas"];
const DB = "/api/v1/database/{db}";
const PULLS = `${DB}/pull-requests` as const;
const COMMITS = `${DB}/commits` as const;
const AT = "2026-11-29T00:00:00Z";

const PULL: Schemas["Pull"] = {
  approvals: 0,
  author: "kim",
  comment_count: 0,
  commit: null,
  created_at: AT,
  description: "",
  ended_at: null,
  ended_because: null,
  ended_by: null,
  number: 1,
  reviewers: ["lee"],
  source: "trial",
  state: "open",
  target: "main",
  title: "Trial",
  updated_at: AT,
  version: 1,
};

function entry(path: string): Schemas["Difference"] {
  return { op: "update", path, id: path, before: 1, after: 2, severity: "compatible", reason: "wider" };
}

function commit(id: string, parents: string[], path = "/Good"): Schemas["CommitWithChanges"] {
  const rest = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", migrations: [], waived: [] };
  return { ...rest, commit: id, parents, at: AT, author: "kim", message: `commit ${id}`, changes: [entry(path)] };
}

describe("pull requests", () => {
  it("are all, one's own, or those to be reviewed, as the address says", async () => {
    const asked: string[] = [];
    platform.use(
      hears("get", PULLS, ({ url }) => void asked.push(new URL(url).search)),
      answers("get", PULLS, [PULL], { counts: { open: 1 } }),
    );
    const { user, router } = open("/db/shop/changes");
    await screen.findByText("#1 Trial");

    await user.click(screen.getByRole("link", { name: "Mine" }));
    await waitFor(() => expect(asked.at(-1)).toMatch(/mine=true/));
    await user.click(screen.getByRole("link", { name: "To review" }));
    await waitFor(() => expect(asked.at(-1)).toMatch(/reviewer=kim/));
    await user.click(screen.getByRole("link", { name: /closed/ }));

    await waitFor(() => expect(router.state.location.search).toMatchObject({ who: "review", state: "closed" }));
  });

  it("say that there are none, and what went wrong", async () => {
    platform.use(answers("get", PULLS, []));
    open("/db/shop/changes");
    expect(await screen.findByText("No open pull requests")).toBeTruthy();
  });

  it("say what went wrong", async () => {
    platform.use(refuses("get", PULLS, 503, { code: "unavailable", message: "The store is away." }));
    open("/db/shop/changes");
    expect(await screen.findByText("The store is away.")).toBeTruthy();
  });
});

describe("the commits of a branch", () => {
  it("hang together in lanes: a merge has two, and ends the second", () => {
    const rows = lanesOf([commit("m", ["b", "x"]), commit("x", ["a"]), commit("b", ["a"]), commit("a", ["gone"])]);

    expect(rows.map((row) => [row.at, row.past, row.joins, row.below])).toEqual([
      [0, [], [], [0, 1]],
      [1, [0], [], [1]],
      [0, [1], [], [1]],
      [1, [], [], []],
    ]);
  });

  it("are drawn, and of a path told without a graph", async () => {
    const asked: (string | null)[] = [];
    platform.use(
      answers("get", `${DB}/branches`, []),
      hears("get", COMMITS, ({ url }) => void asked.push(new URL(url).searchParams.get("path"))),
      answers("get", COMMITS, [commit("m", ["b"]), commit("b", [])]),
    );
    const { user, router, container } = open("/db/shop/changes?view=commits");
    await screen.findByText("commit m");
    expect(container.querySelectorAll(".lanes")).toHaveLength(2);
    expect(await violations(container)).toEqual([]);

    await user.type(screen.getByRole("searchbox", { name: /Class/ }), "Good/price{Enter}");

    await waitFor(() => expect(asked.at(-1)).toBe("Good/price"));
    await waitFor(() => expect(container.querySelectorAll(".lanes")).toHaveLength(0));
    expect(router.state.location.search).toMatchObject({ path: "Good/price" });
  });

  it("say that there are none", async () => {
    platform.use(answers("get", `${DB}/branches`, []), answers("get", COMMITS, []));
    open("/db/shop/changes?view=commits&path=Nothing");
    expect(await screen.findByText("No commit changed Nothing")).toBeTruthy();
  });
});

const DIFFERENCES: Schemas["Differences"] = {
  from: "c1",
  to: "c2",
  commits: [],
  classes: [entry("/Good/label")],
  properties: [entry("/Good/properties/price/type"), entry("/Good/properties/title/label")],
  summary: { classes: 1, commits: 0, properties: 2, severities: { breaking: 0, compatible: 3, weakening: 0 } } as never,
};

describe("a difference", () => {
  it("is filtered by its address, and each entry has one", async () => {
    platform.use(answers("get", `${DB}/branches`, []), answers("get", `${DB}/diff`, DIFFERENCES));
    const { user, router, container } = open("/db/shop/diff?from=main&to=trial&path=price");

    await screen.findByRole("link", { name: "/Good/properties/price/type" });
    expect(screen.queryByText("/Good/properties/title/label")).toBeNull();
    expect(screen.getByText("1 change does not have this path.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await user.clear(screen.getByRole("searchbox", { name: "Filter by path" }));
    await user.click(await screen.findByRole("link", { name: "/Good/label" }));

    expect(router.state.location.search).toEqual({ from: "main", to: "trial", path: "/Good/label" });
  });

  it("says what went wrong", async () => {
    const missing = refuses("get", `${DB}/diff`, 404, { code: "not_found", message: "no branch trial" });
    platform.use(answers("get", `${DB}/branches`, []), missing);
    open("/db/shop/diff?from=main&to=trial");
    expect(await screen.findByText("no branch trial")).toBeTruthy();
  });

  it("of a pull request is talked about entry by entry", async () => {
    const sent: unknown[] = [];
    const told: Schemas["PullDetail"] = {
      ...PULL,
      migrations: [],
      resolutions: [],
      waive: [],
      ahead: 1,
      behind: 0,
      checks: [],
      comments: [{ at: AT, author: "lee", comment: "why wider?", id: 1, path: "/Good/label", stale: false }],
      mergeable: false,
      plan_id: "p1",
      required_reviews: 0,
      reviews: [],
      source_head: "c2",
      target_head: "c1",
    };
    platform.use(
      answers("get", `${PULLS}/{number}`, told),
      answers("get", `${PULLS}/{number}/diff`, DIFFERENCES),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/pull-requests/1/comments", async ({ request }) => {
        sent.push(await request.json());
        const data = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", type: "CommentOn", state: "COMPLETED" };
        return HttpResponse.json({ data, errors: [], meta: { request_id: "r" } });
      }),
    );
    const { user } = open("/db/shop/pulls/1?tab=diff");
    const label = (await screen.findByText("/Good/label")).closest("li") as HTMLElement;
    expect(within(label).getByText(/why wider/)).toBeTruthy();

    await user.click(within(label).getByRole("button", { name: "Comment on /Good/label" }));
    await user.type(within(label).getByRole("textbox"), "Because");
    await user.click(within(label).getByRole("button", { name: "Send" }));

    await waitFor(() => expect(sent).toEqual([{ comment: "Because", path: "/Good/label" }]));
    expect(within(label).queryByRole("textbox")).toBeNull();
  });
});
