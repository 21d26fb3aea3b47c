import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { tiesOf } from "../src/features/ontology/ClassGraph";
import { open, violations } from "./console";
import { answers, GOOD, hears, hit, platform, refuses } from "./platform";

type Schemas = components["schemas"];
const LINKS = "/api/v1/database/{db}/instances/{class}/{id}/links";
const ONE = "/api/v1/database/{db}/instances/{class}/{id}";
const GRAPH = "/api/v1/database/{db}/instances/graph";

const LAND: Schemas["Class"] = { ...GOOD, id: "land_1", name: "Land", label: { en: "Land", ko: "나라" } };
const SPICE: Schemas["Class"] = {
  ...GOOD,
  id: "spice_1",
  name: "Spice",
  label: { en: "Spice", ko: "향신료" },
  parent: "Good",
  relationships: [
    { id: "r1", name: "origin", target: "Land" },
    { id: "r2", name: "sold_in", target: "Land" },
    { id: "r3", name: "instead", target: "Spice" },
  ],
};
const CLASSES = [GOOD, LAND, SPICE];

function shaped() {
  const body = { status: "success", message: "OK", data: CLASSES, errors: [], meta: { request_id: "r-1" } };
  platform.use(
    http.get("http://127.0.0.1:8002/api/v1/database/:db/ontology", () =>
      HttpResponse.json(body, { headers: { ETag: '"c1"' } }),
    ),
    answers("get", "/api/v1/database/{db}/branches", []),
  );
}

describe("the graph of a class", () => {
  it("ties what refers to it and what it refers to, itself once", () => {
    expect(tiesOf(CLASSES, SPICE).before).toEqual([]);
    expect(tiesOf(CLASSES, SPICE).after).toEqual([
      { name: "Good", by: null },
      { name: "Land", by: "origin" },
      { name: "Land", by: "sold_in" },
      { name: "Spice", by: "instead" },
    ]);
    expect(tiesOf(CLASSES, GOOD).before).toEqual([{ name: "Spice", by: null }]);
  });

  it("is walked through by keys, and the address keeps where one is", async () => {
    shaped();
    const { user, router, container } = open("/db/shop/ontology?class=Spice&view=graph");

    const graph = within(await screen.findByRole("region", { name: "Spice and what it is related to" }));
    const on = within(graph.getByRole("list", { name: "Leads on to" }));
    expect(on.getByText("origin, sold_in")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    on.getByRole("link", { name: "Land" }).focus();
    await user.keyboard("{Enter}");

    await screen.findByRole("region", { name: "Land and what it is related to" });
    expect(router.state.location.search).toEqual({ class: "Land", view: "graph" });
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Land Land"));
  });
});

describe("the graph of an instance", () => {
  const group = { relationship: "origin", class: "Good", count: 75, inverse: "goods" };

  it("asks for one step of each kind, and counts what is left out", async () => {
    const bodies: unknown[] = [];
    platform.use(
      answers("get", ONE, hit("G-1")),
      answers("get", LINKS, [{ ...group, direction: "in" }]),
      hears("post", GRAPH, async (request) => void bodies.push(await request.json())),
      answers("post", GRAPH, {
        nodes: [],
        edges: [{ from: { class: "Good", id: "G-9" }, relationship: "origin", to: { class: "Good", id: "G-1" } }],
        missing: [],
      }),
    );

    const { container } = open("/db/shop/i/Good/G-1?tab=graph");

    const link = await screen.findByRole("link", { name: "G-9" });
    expect(link.getAttribute("href")).toBe("/db/shop/i/Good/G-9?tab=graph");
    expect(screen.getByText("74 more are not drawn")).toBeTruthy();
    expect(bodies).toEqual([
      { start: { class: "Good", id: "G-1" }, hops: [{ relationship: "origin", direction: "in" }], limit: 7 },
    ]);
    expect(await violations(container)).toEqual([]);
  });

  it("tells a target that is not there", async () => {
    platform.use(
      answers("get", ONE, hit("G-1")),
      answers("get", LINKS, [{ ...group, direction: "out", count: 1, missing: 1 }]),
      answers("post", GRAPH, {
        nodes: [],
        edges: [],
        missing: [{ from: { class: "Good", id: "G-1" }, relationship: "origin", to: { class: "Land", id: "XX" } }],
      }),
    );

    open("/db/shop/i/Good/G-1?tab=graph");

    expect(await screen.findByText("Land · missing")).toBeTruthy();
  });

  it("of nothing says that there are no links", async () => {
    platform.use(answers("get", ONE, hit("G-1")), answers("get", LINKS, []));
    open("/db/shop/i/Good/G-1?tab=graph");
    expect(await screen.findByText("No links")).toBeTruthy();
  });

  it("that is refused says why", async () => {
    platform.use(
      answers("get", ONE, hit("G-1")),
      answers("get", LINKS, [{ ...group, direction: "in" }]),
      refuses("post", GRAPH, 422, { code: "unknown_property", message: "no relationship 'origin'" }),
    );
    open("/db/shop/i/Good/G-1?tab=graph");
    expect(await screen.findByText("no relationship 'origin'")).toBeTruthy();
  });
});
