import { describe, expect, it } from "vitest";
import { exact, isExact, parseExact, same, writeExact } from "../src/api/numbers";

describe("numbers", () => {
  it.each(["12345678901234567890", "0.1234567890123456789", "-9007199254740993", "1e400"])(
    "%s is read and written digit by digit",
    (text) => {
      const read = parseExact(`{"n":${text}}`) as { n: unknown };

      expect(isExact(read.n)).toBe(true);
      expect(writeExact(read)).toBe(`{"n":${text}}`);
    },
  );

  it.each(["0", "1.50", "24.0", "-3", "1e2", "0.25"])("%s, which a float holds, is a plain number", (text) => {
    expect(exact(text)).toBe(Number(text));
  });

  it("values are the same whatever the order of their keys", () => {
    expect(same({ a: 1, b: [1, { c: 2, d: 3 }] }, { b: [1, { d: 3, c: 2 }], a: 1 })).toBe(true);
    expect(same(parseExact("12345678901234567890"), parseExact("12345678901234567891"))).toBe(false);
    expect(same(null, undefined)).toBe(true);
  });
});
