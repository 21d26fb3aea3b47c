import { expect, it } from "vitest";
import { replacedAt, wordOf } from "../src/ui/hints";

it("a hint names a word, or says something else", () => {
  expect(wordOf("did you mean 'origin'?")).toBe("origin");
  expect(wordOf("known: code, title")).toBeUndefined();
});

it("a word takes the place of a value, or of the name of a part", () => {
  const shape = { key: ["cod"], properties: [{ name: "a", constraints: { minimun: 1 } }] };

  expect(replacedAt(shape, ["key", "0"], "cod", "code")).toEqual({ ...shape, key: ["code"] });
  expect(replacedAt(shape, ["properties", "0", "constraints", "minimun"], "minimun", "minimum")).toEqual({
    ...shape,
    properties: [{ name: "a", constraints: { minimum: 1 } }],
  });
  expect(replacedAt(shape, ["properties", "7"], "x", "y")).toEqual(shape);
});
