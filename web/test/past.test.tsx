import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { kindsOf } from "../src/features/instance/kinds";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, GOOD, hears, hit, platform } from "./platform";

type Schemas = components["schemas"];
const ONE = "/api/v1/database/{db}/instances/{class}/{id}";
const GRAPH = "/api/v1/database/{db}/instances/graph";
const THEN = "2026-11-28T09:30:00.123456Z";
const COMMAND = "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa";

const SHELF: Schemas["Class"] = {
  ...GOOD,
  id: "shelf_1",
  name: "Shelf",
  label: { en: "Shelf" },
  relationships: [{ id: "r2", name: "holds", target: "Good", inverse: "held_by" }],
};
const LINKED: Schemas["Class"] = { ...GOOD, relationships: [{ id: "r1", name: "instead", target: "Good" }] };

/** Two versions of G-1, of an ontology in which things are linked. */
function travelled(): void {
  const body = { status: "success", message: "OK", data: [LINKED, SHELF], errors: [], meta: { request_id: "r-1" } };
  platform.use(
    http.get("http://127.0.0.1:8002/api/v1/database/shop/instances/Good/G-1", ({ request }) => {
      const past = new URL(request.url).searchParams.size > 0 && !new URL(request.url).searchParams.has("after");
      const data = { ...hit("G-1"), version: past ? 1 : 2, ...(past && { updated_at: THEN }) };
      return HttpResponse.json({ data, errors: [], meta: { request_id: "r-1" } });
    }),
    http.get("http://127.0.0.1:8002/api/v1/database/shop/ontology", () =>
      HttpResponse.json(body, { headers: { ETag: '"c1"' } }),
    ),
  );
}

describe("links of the past", () => {
  it("are those of the version that is shown, in its frame", async () => {
    travelled();
    const asked: (string | null)[] = [];
    platform.use(
      hears("get", `${ONE}/related`, (request) => void asked.push(new URL(request.url).searchParams.get("at"))),
      answers("get", `${ONE}/related`, [hit("G-7")], { hidden: 0, missing: 0 }),
    );
    const { user, container } = open("/db/shop/i/Good/G-1?v=1&tab=links");

    const mark = await screen.findByText("The past: version 1, read only");
    // Its own side of it; what comes in by it is another one.
    const [instead] = await screen.findAllByText("instead", { selector: "strong" });
    await user.click(instead as HTMLElement);

    const frame = within(mark.closest(".past") as HTMLElement);
    expect(await frame.findAllByRole("link", { name: "G-7" })).toBeTruthy();
    expect(asked.every((at) => at === THEN)).toBe(true);
    expect(frame.getByText("holds")).toBeTruthy();
    expect(frame.getByText(/^As it was then/)).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("are drawn as they were at the moment of the address", async () => {
    travelled();
    const bodies: { at?: string }[] = [];
    platform.use(
      hears("post", GRAPH, async (request) => void bodies.push((await request.json()) as { at?: string })),
      answers(
        "post",
        GRAPH,
        {
          nodes: [],
          edges: [{ from: { class: "Good", id: "G-1" }, relationship: "instead", to: { class: "Good", id: "G-9" } }],
          missing: [],
        },
        { hidden: [{ hop: 1, nodes: 4 }] },
      ),
    );

    open(`/db/shop/i/Good/G-1?at=${THEN}&tab=graph`);

    const mark = await screen.findByText("The past: version 1, read only");
    const frame = within(mark.closest(".past") as HTMLElement);
    expect(await frame.findByRole("link", { name: "G-9" })).toBeTruthy();
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.every((each) => each.at === THEN)).toBe(true);
    expect(frame.getAllByText(/more are not drawn/).length).toBeGreaterThan(0);
  });

  it("may be of any kind that the class, its parents and what refers to them have", () => {
    const spice = { ...GOOD, name: "Spice", parent: "Good", relationships: [] };

    const kinds = kindsOf([LINKED, SHELF, spice], "Spice");

    expect(kinds.map((each) => `${each.direction} ${each.relationship} ${each.class}`)).toEqual([
      "out instead Good",
      "in instead Good",
      "in holds Shelf",
    ]);
  });
});

function event(version: number) {
  const id = `01a2293e-8fc4-7eba-8c3c-${String(version).padStart(12, "0")}`;
  const at = "2026-11-29T00:00:00Z";
  return {
    event_id: id,
    version,
    type: "GoodUpdated",
    at,
    actor: "kim",
    reason: null,
    command_id: COMMAND,
    changes: [],
  };
}

describe("the history of an instance", () => {
  it("begins with the newest hundred, and older events come on demand", async () => {
    travelled();
    const asked: URLSearchParams[] = [];
    platform.use(
      http.get("http://127.0.0.1:8002/api/v1/database/shop/instances/Good/G-1/history", ({ request }) => {
        const query = new URL(request.url).searchParams;
        asked.push(query);
        const from = query.has("cursor") ? 100 : 200;
        const data = Array.from({ length: 100 }, (_, index) => event(from - index));
        const next = query.has("cursor") ? {} : { next_cursor: "older" };
        return HttpResponse.json({ data, errors: [], meta: { request_id: "r-1", total: 200, ...next } });
      }),
    );
    const { user } = open("/db/shop/i/Good/G-1?tab=history");

    await user.click(await screen.findByRole("button", { name: "Show older events (100 of 200 are shown)" }));

    expect(await screen.findByRole("link", { name: "v1" })).toBeTruthy();
    const shown = screen.getAllByRole("link", { name: /^v\d+$/ }).map((each) => each.textContent);
    expect([shown[0], shown[99], shown[100], shown[199]]).toEqual(["v200", "v101", "v100", "v1"]);
    expect(asked.map((each) => [each.get("order"), each.get("limit")])).toEqual([
      ["desc", "100"],
      ["desc", "100"],
    ]);
    expect(screen.queryByRole("button", { name: /older events/ })).toBeNull();
  });

  it("is travelled through with the reason of each version", async () => {
    prefer({ language: "ko" });
    travelled();
    const made = { version: 1, at: THEN, actor: "lee", type: "GoodCreated", reason: "새로 들어옴" };
    platform.use(answers("get", `${ONE}/versions`, [made], { total: 2 }));

    open("/db/shop/i/Good/G-1?v=1");

    await waitFor(() => {
      const slider = screen.getByRole("slider");
      expect(slider.getAttribute("aria-valuetext")).toMatch(/^v1 · .* · lee · 새로 들어옴$/);
    });
  });
});

describe("the slider", () => {
  it("leads to the version one pulls it to, and nowhere when a version comes by itself", async () => {
    let newest = 2;
    platform.use(
      http.get("http://127.0.0.1:8002/api/v1/database/shop/instances/Good/G-1", ({ request }) => {
        const version = Number(new URL(request.url).searchParams.get("version") ?? newest);
        return HttpResponse.json({ data: { ...hit("G-1"), version }, errors: [], meta: { request_id: "r-1" } });
      }),
    );
    const { router, queries } = open("/db/shop/i/Good/G-1");
    const slider = (await screen.findByRole("slider")) as HTMLInputElement;
    expect(slider.value).toBe("2");

    newest = 3;
    // The page has no time to draw before the slider's own pause is over.
    await act(async () => {
      await queries.invalidateQueries({ queryKey: ["shop", "instance"] });
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await waitFor(() => expect(slider.value).toBe("3"));
    expect(router.state.location.search).toEqual({});

    fireEvent.change(slider, { target: { value: "1" } });
    await screen.findByText("The past: version 1, read only");
    expect(router.state.location.search).toEqual({ v: 1 });
    expect(slider.value).toBe("1");
  });
});
