import { describe, expect, it } from "vitest";
import { clashesOf, patchOf, rebased } from "../src/api/merging";
import { parseExact, writeExact } from "../src/api/numbers";
import type { Class } from "../src/api/queries";
import { freshId, onto, operations } from "../src/features/ontology/shape";
import { GOOD } from "./platform";

const base = { title: "Pepper", stock: 1, origin: "Peru" };

describe("two edits of one instance", () => {
  it("only what was changed is sent, and what was taken away is null", () => {
    expect(patchOf(base, { title: "Pepper", stock: 2 })).toEqual({ stock: 2, origin: null });
  });

  it("what was taken out within an object is null there, since patches merge all the way down", () => {
    const before = { size: { height: 2, box: { width: 1, depth: 3 } }, rest: { a: 1 } };
    const after = { size: { height: 2, box: { width: 4 } }, rest: { a: 1 } };

    expect(patchOf(before, after)).toEqual({ size: { height: 2, box: { width: 4, depth: null } } });
  });

  it("a list, an exact number and what is sealed as a whole are given whole", () => {
    const exactly = parseExact("0.12345678901234567890");
    const before = {
      tags: [{ a: 1, b: 2 }],
      price: parseExact("1.12345678901234567891"),
      home: { city: "Lima", zip: 1 },
    };
    const after = { tags: [{ a: 1 }], price: exactly, home: { city: "Lima" } };

    const patch = patchOf(before, after, ["home"]);

    expect(patch).toEqual({ tags: [{ a: 1 }], price: exactly, home: { city: "Lima" } });
    expect(writeExact(patch)).toContain("0.12345678901234567890");
  });

  it("what only one side touched merges itself", () => {
    const mine = { ...base, title: "Red pepper" };
    const theirs = { ...base, stock: 5 };

    expect(clashesOf(base, mine, theirs)).toEqual([]);
    expect(rebased(base, mine, theirs, {})).toEqual({ title: "Red pepper", stock: 5, origin: "Peru" });
  });

  it("what both touched is asked, and the answer holds", () => {
    const mine = { ...base, title: "Mine" };
    const theirs = { ...base, title: "Theirs", stock: 5 };

    expect(clashesOf(base, mine, theirs)).toEqual([{ field: "title", base: "Pepper", mine: "Mine", theirs: "Theirs" }]);
    expect(rebased(base, mine, theirs, { title: "theirs" })).toEqual(theirs);
    expect(rebased(base, mine, theirs, { title: "mine" })).toEqual({ ...theirs, title: "Mine" });
  });

  it("the same change on both sides is no clash", () => {
    expect(clashesOf(base, { ...base, stock: 3 }, { ...base, stock: 3 })).toEqual([]);
  });
});

describe("two edits of one class", () => {
  const [code, title, ...rest] = GOOD.properties ?? [];

  it("meet property by property, under their ids", () => {
    const mine = { ...GOOD, properties: [code, { ...title, name: "name" }, ...rest] } as Class;
    const head = {
      ...GOOD,
      properties: [...(GOOD.properties ?? []), { id: "n", name: "new", type: "xsd:string" }],
    } as Class;

    const met = onto(GOOD, mine, head);

    expect(met.clashes).toEqual([]);
    expect(met.shape.properties?.map((each) => each.name)).toEqual(["code", "name", "origin", "price", "new"]);
  });

  it("a list of properties is sent whole, since it replaces", () => {
    const mine = { ...GOOD, properties: [code, title] } as Class;

    expect(operations(GOOD, mine)).toEqual([{ op: "update", name: "Good", patch: { properties: [code, title] } }]);
  });

  it("a language that is taken out of a label is null in the patch", () => {
    const mine = { ...GOOD, label: { en: "Good" } };

    expect(operations(GOOD, mine)).toEqual([
      { op: "update", name: "Good", patch: { label: { en: "Good", ko: null } } },
    ]);
  });

  it("a new property is given without the id that its draft has", () => {
    const fresh = { id: freshId(), name: "new", type: "xsd:string" };
    const mine = { ...GOOD, properties: [code, fresh] } as Class;

    expect(operations(GOOD, mine)).toEqual([
      { op: "update", name: "Good", patch: { properties: [code, { name: "new", type: "xsd:string" }] } },
    ]);
  });

  it("another name is a rename, before anything else", () => {
    const mine = { ...GOOD, name: "Ware", abstract: true };

    expect(operations(GOOD, mine)).toEqual([
      { op: "rename", class: "Good", to: "Ware" },
      { op: "update", name: "Ware", patch: { abstract: true } },
    ]);
  });
});
