import { describe, expect, it } from "vitest";
import { en } from "../src/locales/en";
import { ko } from "../src/locales/ko";

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
