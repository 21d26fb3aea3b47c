import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { open } from "./console";
import { answers, platform } from "./platform";

const DB = "http://127.0.0.1:8002/api/v1/database/shop";
const ID = "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa";

function done(type: string, result: unknown) {
  return HttpResponse.json({ data: { command_id: ID, type, state: "COMPLETED", result }, errors: [], meta: {} });
}

describe("a draft that becomes a branch and a pull request", () => {
  it("starts at the draft's own head, and goes on where it was refused", async () => {
    const branches: unknown[] = [];
    const commits: { branch: string | null; match: string | null }[] = [];
    const pulls: unknown[] = [];
    platform.use(
      answers("get", "/api/v1/types", []),
      answers("get", "/api/v1/database/{db}/branches", []),
      answers("post", "/api/v1/database/{db}/ontology/check", { affected: 0, changes: [], needs: [], problems: [] }),
      http.post(`${DB}/branches`, async ({ request }) => {
        branches.push(await request.json());
        return done("CreateBranch", { name: "trial", head: "c1" });
      }),
      http.post(`${DB}/ontology/changes`, ({ request }) => {
        const branch = new URL(request.url).searchParams.get("branch");
        commits.push({ branch, match: request.headers.get("If-Match") });
        if (commits.length > 1) return done("ChangeOntology", { changed: true, commit: "c2" });
        const problem = { code: "breaking_change", message: "it breaks" };
        return HttpResponse.json({ errors: [problem], meta: {} }, { status: 422 });
      }),
      http.post(`${DB}/pull-requests`, async ({ request }) => {
        pulls.push(await request.json());
        if (pulls.length > 1) return done("OpenPullRequest", { number: 4 });
        return HttpResponse.json({ errors: [{ code: "unavailable", message: "busy" }], meta: {} }, { status: 503 });
      }),
      http.get(`${DB}/pull-requests/4`, () =>
        HttpResponse.json({ errors: [{ code: "not_found", message: "later" }], meta: {} }, { status: 404 }),
      ),
    );
    const { user, router } = open("/db/shop/ontology?class=Good");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.click(await screen.findByRole("checkbox", { name: /Abstract/ }));
    await user.click(await screen.findByRole("radio", { name: /pull request/ }));
    await user.type(screen.getByLabelText("Name of the branch"), "trial");
    const propose = () => screen.getByRole("button", { name: "Propose" });
    await waitFor(() => expect(propose()).toHaveProperty("disabled", false));

    await user.click(propose());
    await screen.findAllByText("it breaks");
    await user.click(propose());
    await screen.findAllByText("busy");
    await user.click(propose());

    await waitFor(() => expect(router.state.location.pathname).toBe("/db/shop/pulls/4"));
    expect(branches).toEqual([{ name: "trial", from: "c1" }]);
    expect(commits).toEqual([
      { branch: "trial", match: '"c1"' },
      { branch: "trial", match: '"c1"' },
    ]);
    expect(pulls).toHaveLength(2);
  });
});

describe("a draft that breaks something", () => {
  it("is waived where the platform says that it breaks, and its message outlives a look elsewhere", async () => {
    const place = "/Good/properties/origin";
    const asked: unknown[] = [];
    const need = { affected: 2, class: "Good", migrations: [], path: place, property: "origin", reason: "lost" };
    const problem = { code: "breaking_change", message: "it would break 2", path: "/changes/0", value: place };
    platform.use(
      answers("get", "/api/v1/types", []),
      answers("get", "/api/v1/database/{db}/branches", []),
      http.post(`${DB}/ontology/check`, async ({ request }) => {
        const { waive } = (await request.json()) as { waive?: unknown };
        asked.push(waive);
        const entry = { op: "delete", path: place, id: "p", before: 1, after: null, severity: "breaking", reason: "" };
        const data = waive
          ? { affected: 2, changes: [entry], needs: [], problems: [] }
          : { affected: 2, changes: [entry], needs: [{ ...need, waivable: true }], problems: [problem] };
        return HttpResponse.json({ data, errors: [], meta: {} });
      }),
    );
    const { user, router } = open("/db/shop/ontology?class=Good");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.click(await screen.findByRole("button", { name: "Remove origin" }));
    await user.type(await screen.findByLabelText(`Why ${place} may break`), "gone");
    await waitFor(() => expect(asked.at(-1)).toEqual([{ path: place, reason: "gone" }]));
    await waitFor(() => expect(screen.getByRole("button", { name: "Commit" })).toHaveProperty("disabled", false));
    await user.type(screen.getByLabelText("Message"), " for good");

    await act(() => router.navigate({ to: "/db/$db/settings", params: { db: "shop" } }));
    await screen.findByRole("button", { name: "Save" });
    await act(() => router.navigate({ to: "/db/$db/ontology", params: { db: "shop" }, search: { class: "Good" } }));

    expect(await screen.findByDisplayValue("change Good for good")).toBeTruthy();
    expect(screen.getByLabelText(`Why ${place} may break`)).toHaveProperty("value", "gone");
  });
});
