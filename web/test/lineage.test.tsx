import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, hit, platform } from "./platform";

const ONE = "/api/v1/database/{db}/instances/{class}/{id}";
const AT = ["2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"] as const;
const id = (digit: number) => `01a2293e-8fc4-7eba-8c3c-9fa4beabe7a${digit}`;

type Source = components["schemas"]["Source"];

function source(version: number, more: Partial<Source>): Source {
  const told = { actor: "kim", at: AT[version - 1] ?? "", batch_id: null, command_id: id(version), import: null };
  return { ...told, version, ...more } as Source;
}

describe("a lineage", () => {
  it("is drawn from what made an instance to the values that came of it, after its tables", async () => {
    const change = (version: number) => ({ actor: "kim", at: AT[version - 1] ?? "", before: null, after: "x" });
    const brought = { import_id: id(9), file: "goods.csv", row: 7 } as Source["import"];
    platform.use(
      answers("get", ONE, hit("G-1") as never),
      answers("get", `${ONE}/lineage`, {
        contributors: ["kim"],
        created_at: AT[0],
        properties: { title: [change(1), change(3)], price: [change(1)] },
        sources: [source(1, { import: brought }), source(2, { batch_id: id(8) }), source(3, { batch_id: id(8) })],
        timeline: [],
        total_changes: 3,
      }),
    );
    const { container } = open("/db/shop/i/Good/G-1?tab=lineage");

    const drawn = within(await screen.findByRole("region", { name: "Drawn" }));

    const sides = drawn.getAllByRole("list").map((list) =>
      within(list)
        .getAllByRole("listitem")
        .map((each) => each.textContent),
    );
    expect(sides).toEqual([
      ["goods.csv, row 7 v1", "batch 01a2293e v2, v3"],
      ["title v1, v3", "price v1"],
    ]);
    expect(drawn.getByRole("link", { name: "goods.csv, row 7" }).getAttribute("href")).toBe(
      `/db/shop/imports/${id(9)}`,
    );
    expect(await violations(container)).toEqual([]);
  });
});
