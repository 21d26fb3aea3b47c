import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { chosenOf, withChosen } from "../src/features/explore/filters";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, hears, hit, platform, refuses } from "./platform";

const LIST = "/api/v1/database/{db}/instances";
const FACETS = { origin: [{ value: "Peru", count: 2 }], title: [] };

function found(...codes: string[]) {
  return answers(
    "get",
    LIST,
    codes.map((code) => hit(code)),
    { total: codes.length, facets: FACETS },
  );
}

describe("explore", () => {
  it("shows rows in a grid, with what can be narrowed by", async () => {
    platform.use(found("G-1", "G-2"));

    const { container } = open("/db/shop/explore");

    expect(await screen.findByRole("grid")).toHaveProperty("ariaRowCount");
    expect(await screen.findByText("2 instances")).toBeTruthy();
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("3");
    expect(screen.getByRole("checkbox", { name: /Peru/ })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("speaks Korean where one does", async () => {
    prefer({ language: "ko" });
    platform.use(found("G-1"));

    open("/db/shop/explore");

    expect(await screen.findByRole("heading", { level: 1, name: "상품" })).toBeTruthy();
    expect(await screen.findByText("인스턴스 1개")).toBeTruthy();
  });

  it("tells no hits from no data", async () => {
    platform.use(found());

    const { user } = open('/db/shop/explore?f=["origin:in:Mars"]');

    expect(await screen.findByText("No hits")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Clear filters and words" }));
    expect(await screen.findByText("No instances yet")).toBeTruthy();
  });

  it("a facet is a filter in the address", async () => {
    platform.use(found("G-1", "G-2"));
    const { user, router } = open("/db/shop/explore");

    await user.click(await screen.findByRole("checkbox", { name: /Peru/ }));

    await waitFor(() => expect(router.state.location.search).toMatchObject({ f: ["origin:in:Peru"] }));
  });

  it("many values of a facet are searched, and those without one are a filter too", async () => {
    const asked: { facets: unknown; filter?: unknown }[] = [];
    platform.use(
      found("G-1", "G-2"),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/instances/search", async ({ request }) => {
        asked.push((await request.json()) as (typeof asked)[number]);
        const origin = [
          { value: "Peru", count: 2 },
          { value: null, count: 7 },
        ];
        return HttpResponse.json({ data: [], errors: [], meta: { total: 9, facets: { origin } } });
      }),
    );
    const { user, router, container } = open("/db/shop/explore");
    await user.click(await screen.findByRole("button", { name: "More values of Origin" }));
    await user.type(screen.getByRole("searchbox", { name: "Values of Origin that begin so" }), "Pe");
    await waitFor(() => expect(asked.at(-1)?.facets).toMatchObject([{ field: "origin", prefix: "Pe", missing: true }]));
    expect(await violations(container)).toEqual([]);

    await user.click(await screen.findByRole("checkbox", { name: /\(none\).*7/ }));

    await waitFor(() => expect(router.state.location.search).toMatchObject({ f: ["origin:exists:false"] }));
  });

  it("what is counted, drawn and measured is in the address, and another class begins anew", async () => {
    const bodies: { measures: { op: string }[]; group_by?: { field: string }[] }[] = [];
    platform.use(
      found("G-1"),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/instances/aggregate", async ({ request }) => {
        bodies.push((await request.json()) as (typeof bodies)[number]);
        return HttpResponse.json({
          data: [{ low: 1, high: 2, figure: 3, group: "Peru", from: 1, count: 1 }],
          errors: [],
        });
      }),
    );
    const { user, router } = open("/db/shop/explore?class=Good&fig=avg:price:origin&hist=price&facet=title");

    await waitFor(() => expect(bodies.some(({ measures }) => measures[0]?.op === "avg")).toBe(true));
    expect(screen.getByRole("combobox", { name: "Distribution of…" })).toHaveProperty("value", "price");
    expect(screen.queryByRole("checkbox", { name: /Peru/ })).toBeNull();
    await user.selectOptions(screen.getByRole("combobox", { name: "Group by" }), "title");
    expect(router.state.location.search).toMatchObject({ fig: "avg:price:title" });
    await user.click(screen.getByRole("button", { name: "Figures" }));

    expect(router.state.location.search).not.toHaveProperty("fig");
  });

  it("figures of fields that the class lacks are asked of those that it has", async () => {
    const bodies: { measures: { field?: string }[]; group_by: { field: string }[] }[] = [];
    platform.use(
      found("G-1"),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/instances/aggregate", async ({ request }) => {
        bodies.push((await request.json()) as (typeof bodies)[number]);
        return HttpResponse.json({ data: [], errors: [] });
      }),
    );

    open("/db/shop/explore?class=Good&fig=sum:gone:lost");

    await waitFor(() => expect(bodies[0]?.measures[0]?.field).toBe("price"));
    expect(bodies[0]?.group_by[0]?.field).not.toBe("lost");
  });

  it("a filter on a field that is gone is a chip to remove, and the rest works", async () => {
    const asked: string[] = [];
    platform.use(
      hears("get", LIST, (request) => {
        asked.push(...new URL(request.url).searchParams.getAll("filter"));
      }),
      found("G-1"),
    );

    open('/db/shop/explore?f=["gone:eq:1","origin:in:Peru"]');

    expect(await screen.findByText("no field “gone”")).toBeTruthy();
    expect(await screen.findByText("1 instance")).toBeTruthy();
    expect(asked).not.toContain("gone:eq:1");
  });

  it("a refusal is told with what helps and whom to ask", async () => {
    platform.use(
      refuses("get", LIST, 403, { code: "forbidden", message: "no role", hint: "an owner can grant you one" }),
    );

    open("/db/shop/explore");

    expect(await screen.findAllByText(/an owner can grant you one/)).toBeTruthy();
    expect(screen.getAllByRole("button", { name: /Copy request id/ })).toBeTruthy();
  });

  it("a platform that is busy is asked again when it said", async () => {
    let calls = 0;
    platform.use(
      http.get("http://127.0.0.1:8002/api/v1/database/shop/instances", () => {
        calls += 1;
        if (calls > 2) return undefined;
        const problem = { code: "unavailable", message: "busy" };
        return HttpResponse.json({ errors: [problem], meta: {} }, { status: 503, headers: { "Retry-After": "1" } });
      }),
      found("G-1"),
    );

    open("/db/shop/explore");

    expect(await screen.findByText("1 instance", {}, { timeout: 8000 })).toBeTruthy();
  });

  it("what was found is marked as text, never as HTML", async () => {
    const marked = { ...hit("G-1"), highlight: { title: ["<em>red</em> &lt;img src=x&gt;"] } };
    platform.use(answers("get", LIST, [marked], { total: 1, facets: {} }));

    const { container } = open("/db/shop/explore?q=red");

    expect((await screen.findByText("red")).tagName).toBe("MARK");
    expect(container.querySelector(".grid img")).toBeNull();
    expect(screen.getByText(/<img src=x>/)).toBeTruthy();
  });

  it("values with commas are chosen whole", () => {
    const filters = withChosen(["price:gt:1"], "origin", ["a,b", "c"]);

    expect(filters).toEqual(["price:gt:1", "origin:in:a\\,b,c"]);
    expect(chosenOf(filters, "origin")).toEqual(["a,b", "c"]);
  });
});
