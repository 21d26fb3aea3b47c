import { describe, expect, it } from "vitest";
import { en } from "../src/locales/en";
import { ko } from "../src/locales/ko";
import { withParticles } from "../src/locales/particles";

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return typeof value === "string" ? [[at, value] as [string, string]] : leaves(value, at);
  });
}

const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

describe("words", () => {
  it("Korean fills the slots that English has", () => {
    const english = new Map(leaves(en));
    const wrong = leaves(ko as unknown as Tree).filter(([path, text]) => {
      return String(slots(text)) !== String(slots(english.get(path) ?? ""));
    });

    expect(wrong).toEqual([]);
  });

  it("every plural of English has its two forms", () => {
    const paths = leaves(en).map(([path]) => path);
    const alone = paths
      .filter((path) => path.endsWith("_other"))
      .filter((path) => !paths.includes(path.replace(/_other$/, "_one")));

    expect(alone).toEqual([]);
  });

  it("no text is empty", () => {
    expect([...leaves(en), ...leaves(ko as unknown as Tree)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

describe("Korean particles", () => {
  it.each([
    ["후추을(를)", "후추를"],
    ["“소금”을(를)", "“소금”을"],
    ["버전 7이(가)", "버전 7이"],
    ["버전 12(으)로", "버전 12로"],
    ["버전 3(으)로", "버전 3으로"],
    ["서울(으)로", "서울로"],
    ["부산(으)로", "부산으로"],
    ["사과와(과)", "사과와"],
    ["kim이(가)", "kim이(가)"],
  ])("%s is %s", (before, after) => {
    expect(withParticles(before)).toBe(after);
  });
});

describe("codes and kinds", () => {
  it("have words for each that the document names", async () => {
    const { COMMAND_TYPES, EVENT_TYPES } = await import("../src/features/activity/reads");
    const missing = [...COMMAND_TYPES, ...EVENT_TYPES].filter((each) => !(each in ko.kind));

    expect(missing).toEqual([]);
  });
});
