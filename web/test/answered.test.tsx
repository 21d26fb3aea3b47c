import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../src/api/trouble";
import { Answered } from "../src/ui/Answered";
import { TroubleNote } from "../src/ui/Trouble";

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

function busy(seconds: number): Trouble {
  return new Trouble(503, [{ code: "unavailable", message: "busy" }], undefined, seconds);
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await act(() => vi.advanceTimersByTimeAsync(1000));
}

describe("a platform that is busy", () => {
  afterEach(() => void vi.useRealTimers());

  it("is asked again when it said, each time anew, with old rows shown too", async () => {
    vi.useFakeTimers();
    const refetch = vi.fn();
    const { rerender } = render(shown({ error: busy(3), refetch }));

    await pass(3);
    expect(refetch).toHaveBeenCalledTimes(1);
    rerender(shown({ error: busy(3), refetch, isFetching: true }));
    rerender(shown({ error: busy(3), refetch }));
    await pass(2);
    expect(refetch).toHaveBeenCalledTimes(1);
    await pass(1);

    expect(refetch).toHaveBeenCalledTimes(2);
  });

  it("is asked once while an answer is awaited, however often the page is drawn", async () => {
    vi.useFakeTimers();
    const refetch = vi.fn();
    const error = busy(1);
    const { rerender } = render(shown({ error, refetch }));

    await pass(1);
    for (let count = 0; count < 5; count += 1) rerender(shown({ error, refetch, isFetching: true }));
    await pass(3);

    expect(refetch).toHaveBeenCalledTimes(1);
  });

  it("says to who wrote something when it can be tried again, and does not write by itself", async () => {
    vi.useFakeTimers();
    render(<TroubleNote error={busy(2)} />);

    expect(screen.getByText("It can be tried again in 2 seconds")).toBeTruthy();
    await pass(2);

    expect(screen.getByText("It can be tried again now")).toBeTruthy();
  });
});
