import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { open, violations } from "./console";
import { answers, GOOD, hit, platform } from "./platform";

const MANY = 10_000;
const CLASSES = Array.from({ length: MANY }, (_, index) => ({
  ...GOOD,
  id: `c${index}`,
  name: `Class${index}`,
  label: { en: `Class ${index}` },
  properties: index >= 5000 ? [] : (GOOD.properties ?? []),
  parent: index >= 5000 ? `Class${index - 5000}` : null,
}));

beforeEach(() =>
  platform.use(
    http.get("http://127.0.0.1:8002/api/v1/database/shop/ontology", () =>
      HttpResponse.json({ data: CLASSES, errors: [], meta: { request_id: "r" } }, { headers: { ETag: '"c1"' } }),
    ),
    answers("get", "/api/v1/database/{db}/instances", [hit("G-1")], { total: 1, facets: {} }),
    answers("get", "/api/v1/database/{db}/branches", []),
    answers("get", "/api/v1/database/{db}/metrics", { classes: [], instances: 0, reads: [], writes: [] } as never),
  ),
);

describe("ten thousand classes", () => {
  it("one is chosen by typing, and few are drawn", async () => {
    const { user, router, container } = open("/db/shop/explore");
    const field = await screen.findByRole("combobox", { name: "Class" });

    await user.click(field);
    expect(within(screen.getByRole("listbox")).getAllByRole("option").length).toBeLessThan(100);
    await user.type(field, "class 7777");
    expect(await violations(container)).toEqual([]);
    await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");

    expect(router.state.location.search).toMatchObject({ class: "Class7777" });
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("Escape leaves what was chosen before", async () => {
    const { user, router } = open("/db/shop/explore?class=Class3");
    const field = await screen.findByRole("combobox", { name: "Class" });

    await user.type(field, "no such");
    expect(screen.getByText("Nothing matches.")).toBeTruthy();
    await user.keyboard("{Escape}");

    expect(field).toHaveProperty("value", "Class 3");
    expect(router.state.location.search).toMatchObject({ class: "Class3" });
  });

  it("a tree draws what is open and what is chosen, and finds the rest", async () => {
    const { user } = open("/db/shop/ontology?class=Class9999");
    const tree = within(await screen.findByRole("navigation", { name: "Classes" }));

    const drawn = tree.getAllByRole("link");
    expect(drawn.length).toBeLessThan(300);
    expect(tree.getByRole("link", { name: /Class9999/ }).getAttribute("aria-current")).toBeTruthy();

    await user.click(tree.getByRole("searchbox", { name: "Find a class" }));
    await user.paste("Class 8123");
    expect(tree.getAllByRole("link").map((each) => each.textContent)).toEqual(["Class 8123 Class8123"]);
  });
});

describe("the palette", () => {
  it("leads to pages, and names a class that is typed whole by its whole name", async () => {
    platform.use(answers("get", "/api/v1/database/{db}/instances/suggest", []));
    const { user, router } = open("/db/shop/explore?class=Class3");
    await screen.findByRole("combobox", { name: "Class" });

    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("combobox", { name: /A page/ });
    await user.click(field);
    await user.paste("class8123");
    expect(await screen.findByRole("option", { name: "class Class 8123 Class8123" })).toBeTruthy();
    await user.clear(field);
    await user.paste("settings");
    await user.click(await screen.findByRole("option", { name: "page Settings" }));

    expect(router.state.location.pathname).toBe("/db/shop/settings");
  });
});
