import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ValueEditor } from "../src/ui/ValueEditor";

function edit(value: unknown, type = "xsd:string") {
  const given: unknown[] = [];
  render(
    <ValueEditor id="note" property={{ name: "note", type }} value={value} onChange={(next) => given.push(next)} />,
  );
  return { given, field: screen.getByRole("textbox"), user: userEvent.setup() };
}

describe("the editor of a text", () => {
  it("keeps its lines when a letter is typed", async () => {
    const { given, field, user } = edit("one\ntwo");

    await user.type(field, "!");

    expect(given.at(-1)).toBe("one\ntwo!");
  });

  it("keeps its lines as they end", async () => {
    const { given, field, user } = edit("one\r\ntwo");

    await user.type(field, "!");

    expect(given.at(-1)).toBe("one\r\ntwo!");
  });

  it("of one line takes several that are pasted", async () => {
    const { given, field, user } = edit("start ");

    await user.click(field);
    await user.paste("one\ntwo");

    expect(given.at(-1)).toBe("start one\ntwo");
    expect((screen.getByRole("textbox") as HTMLTextAreaElement).value).toBe("start one\ntwo");
  });

  it("of one line stays one", () => {
    expect(edit("one").field.tagName).toBe("INPUT");
  });
});
