import { screen, waitFor } from "@testing-library/react";
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
