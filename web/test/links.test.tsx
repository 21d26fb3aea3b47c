import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { open, violations } from "./console";
import { answers, hit, platform } from "./platform";

const ONE = "/api/v1/database/{db}/instances/{class}/{id}";

async function copied(user: ReturnType<typeof open>["user"]): Promise<URL> {
  await user.click(screen.getByRole("button", { name: "Copy a link to what is shown" }));
  await screen.findByText(/Link copied/);
  return new URL(await navigator.clipboard.readText());
}

describe("a link that is copied", () => {
  it("of an instance names the version that is shown", async () => {
    platform.use(answers("get", ONE, { ...hit("G-1"), version: 7 }));
    const { user } = open("/db/shop/i/Good/G-1?tab=json");
    await screen.findByText("Version 7");

    const link = await copied(user);

    expect(link.pathname).toBe("/db/shop/i/Good/G-1");
    expect(link.search).toBe("?tab=json&v=7");
  });

  it("of an ontology names the commit that its branch stands at", async () => {
    platform.use(
      answers("get", "/api/v1/database/{db}/branches", []),
      answers("get", "/api/v1/types", []),
      answers("get", "/api/v1/database/{db}/metrics", { classes: [], instances: 0, reads: [], writes: [] } as never),
    );
    const { user } = open("/db/shop/ontology?class=Good");
    await screen.findByRole("button", { name: "Edit" });

    expect((await copied(user)).searchParams.get("at")).toBe("c1");
  });

  it("of what cannot be held fast is the address as it is", async () => {
    platform.use(answers("get", "/api/v1/database/{db}/instances", [hit("G-1")], { total: 1, facets: {} }));
    const { user } = open("/db/shop/explore?q=pepper");
    await screen.findByText("1 instance");

    expect((await copied(user)).search).toBe("?q=pepper");
    expect(screen.getByText("Link copied")).toBeTruthy();
  });
});

describe("the past", () => {
  it("is told above the page, with the way back to now", async () => {
    platform.use(answers("get", ONE, { ...hit("G-1"), version: 7 }));
    const { user, router, container } = open("/db/shop/i/Good/G-1?v=3");
    await screen.findByText(/As of/);
    const top = within(container.querySelector(".top") as HTMLElement);

    expect(top.getByText(/As of/).textContent).toMatch(/Version 3/);
    expect(await violations(container)).toEqual([]);
    await user.click(top.getByRole("link", { name: "Back to now" }));

    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });
});

describe("a problem of a draft", () => {
  it("is told at the property that it is of", async () => {
    const problem = { code: "wrong_type", message: "no such unit", path: "/changes/0/patch/properties/1/unit" };
    platform.use(
      answers("get", "/api/v1/database/{db}/branches", []),
      answers("get", "/api/v1/types", []),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/ontology/check", () =>
        HttpResponse.json({ data: { affected: 0, changes: [], needs: [], problems: [problem] }, errors: [] }),
      ),
    );
    const { user } = open("/db/shop/ontology?class=Good");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.click(await screen.findByRole("checkbox", { name: /Abstract/ }));

    const list = within(await screen.findByRole("group", { name: "Properties" }));
    const [summary, field] = await list.findAllByText("no such unit");
    expect(summary?.closest("summary")?.textContent).toMatch(/^title/);
    expect(field?.closest(".field")?.textContent).toMatch(/^Unit/);
  });

  it("that names another word has it as a button", async () => {
    const asked: string[] = [];
    const wrong = { code: "unknown_property", message: "no subject 'orign'", value: "orign" };
    const problem = { ...wrong, path: "/changes/0/patch/properties/1/subject", hint: "did you mean 'origin'?" };
    platform.use(
      answers("get", "/api/v1/database/{db}/branches", []),
      answers("get", "/api/v1/types", []),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/ontology/check", async ({ request }) => {
        const text = await request.text();
        asked.push(text);
        const problems = text.includes("orign") ? [problem] : [];
        return HttpResponse.json({ data: { affected: 0, changes: [], needs: [], problems }, errors: [] });
      }),
    );
    const { user } = open("/db/shop/ontology?class=Good");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    const list = within(await screen.findByRole("group", { name: "Properties" }));
    const title = within(list.getByText("title").closest("details") as HTMLElement);
    await user.click(title.getByRole("checkbox", { name: /Personal/ }));
    await user.type(title.getByLabelText(/names the subject/), "orign");

    await user.click((await screen.findAllByRole("button", { name: "Use “origin”" }))[0] as HTMLElement);

    expect(title.getByLabelText(/names the subject/)).toHaveProperty("value", "origin");
    expect(await screen.findByText("No problems.")).toBeTruthy();
    expect(asked.at(-1)).toMatch(/"subject":"origin"/);
  });
});
