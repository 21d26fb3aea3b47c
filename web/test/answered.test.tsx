import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { Trouble } from "../src/api/trouble";
import { Answered } from "../src/ui/Answered";

function Counter() {
  const [count, setCount] = useState(0);
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`pressed ${count}`}
    </button>
  );
}

const WELL = {
  error: null,
  isPending: false,
  isPlaceholderData: false,
  isFetching: false,
  refetch: (() => undefined) as never,
};

function shown(changed: object) {
  const of = { ...WELL, data: "rows", ...changed } as never;
  return <Answered of={of}>{() => <Counter />}</Answered>;
}

describe("what is read", () => {
  it("stays as it was opened when a later reading fails, dimmed and with the reason", async () => {
    const { rerender, container } = render(shown({}));
    await userEvent.click(screen.getByRole("button", { name: "pressed 0" }));

    rerender(shown({ error: new Trouble(503, [{ code: "unavailable", message: "busy" }]) }));

    expect(screen.getByRole("button", { name: "pressed 1" })).toBeTruthy();
    expect(screen.getByText("busy")).toBeTruthy();
    expect(container.querySelector(".stale")).not.toBeNull();
  });

  it("is told to be loading, then to be old while new rows come", () => {
    const { rerender, container } = render(shown({ data: undefined, isPending: true }));
    expect(screen.getByRole("status").textContent).toBe("Loading");

    rerender(shown({ isPlaceholderData: true }));

    expect(container.querySelector(".stale[aria-busy=true]")).not.toBeNull();
  });
});
