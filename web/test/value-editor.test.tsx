import { fireEvent, render, screen } from "@testing-library/react";
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

describe("the editor of a value with parts", () => {
  function parts(type: string, value: unknown) {
    const given: unknown[] = [];
    const onChange = (next: unknown) => given.push(next);
    render(<ValueEditor id="v" property={{ name: "v", type }} value={value} onChange={onChange} />);
    return { given, user: userEvent.setup() };
  }

  it("has an amount and a currency", async () => {
    const { given, user } = parts("MONEY", { amount: "12500", currency: "KRW" });

    await user.clear(screen.getByRole("textbox", { name: "Amount" }));
    await user.type(screen.getByRole("textbox", { name: "Amount" }), "9.90");

    expect(given.at(-1)).toEqual({ amount: "9.90", currency: "KRW" });
    await user.clear(screen.getByRole("textbox", { name: "Amount" }));
    await user.clear(screen.getByRole("textbox", { name: "Currency" }));
    expect(given.at(-1)).toBeUndefined();
  });

  it("has a latitude and a longitude, as numbers", async () => {
    const { given, user } = parts("COORDINATE", undefined);

    await user.type(screen.getByRole("textbox", { name: "Latitude" }), "37.5665");
    await user.type(screen.getByRole("textbox", { name: "Longitude" }), "126.978");

    expect(given.at(-1)).toEqual({ lat: 37.5665, lon: 126.978 });
  });

  it("is JSON where the value is another", () => {
    parts("MONEY", { amount: "1", currency: "KRW", note: "odd" });

    expect(screen.getByRole("textbox")).toHaveProperty("tagName", "TEXTAREA");
  });

  it("of a day gives it as it is written", async () => {
    const { given } = parts("xsd:date", "2026-11-29");

    fireEvent.change(screen.getByDisplayValue("2026-11-29"), { target: { value: "2026-12-01" } });

    expect(given.at(-1)).toBe("2026-12-01");
  });
});
