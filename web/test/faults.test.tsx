/** What goes wrong around a page: other tabs, other browsers, keyboards, values that look like code. */
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { problemsAt, Trouble } from "../src/api/trouble";
import { prefer } from "../src/ui/preferences";
import { open } from "./console";
import { answers, hit, platform, refuses } from "./platform";

const ONE = "/api/v1/database/{db}/instances/{class}/{id}";
const LIST = "/api/v1/database/{db}/instances";

describe("a value that is HTML", () => {
  it("is shown as the text that it is", async () => {
    const title = '<img src="x" onerror="alert(1)">';
    platform.use(answers("get", ONE, hit("G-1", { title })));

    const { container } = open("/db/shop/i/Good/G-1");

    expect(await screen.findByText(title)).toBeTruthy();
    expect(container.querySelector("img")).toBeNull();
  });
});

describe("another tab", () => {
  it("that chose a language is followed, not written over", async () => {
    platform.use(answers("get", ONE, hit("G-1")));
    open("/db/shop/i/Good/G-1");
    await screen.findByText("Version 1");
    const kept = JSON.parse(localStorage.getItem("spice.preferences") ?? "{}");
    localStorage.setItem("spice.preferences", JSON.stringify({ ...kept, language: "ko" }));

    act(() => void globalThis.dispatchEvent(new StorageEvent("storage", { key: "spice.preferences" })));

    expect(await screen.findByText("버전 1")).toBeTruthy();
  });
});

describe("another browser", () => {
  it("may have chosen a zone that this one does not know: times are told in UTC", async () => {
    prefer({ zone: "Mars/Olympus" });
    platform.use(answers("get", ONE, hit("G-1")));

    open("/db/shop/i/Good/G-1");

    expect((await screen.findAllByText(/UTC/)).length).toBeGreaterThan(0);
  });
});

describe("a Korean input method", () => {
  it("leaves single keys what they are", async () => {
    platform.use(answers("get", LIST, [hit("G-1")], { total: 1, facets: {} }));
    const { router } = open("/db/shop/explore");
    await screen.findByText("1 instance");

    fireEvent.keyDown(document.body, { key: "ㅎ", code: "KeyG" });
    fireEvent.keyDown(document.body, { key: "ㄴ", code: "KeyS" });

    await waitFor(() => expect(router.state.location.pathname).toBe("/db/shop/settings"));
  });
});

describe("a refusal", () => {
  it("says in Korean what it is, and in the platform's English what it says", async () => {
    prefer({ language: "ko" });
    platform.use(refuses("get", LIST, 422, { code: "unknown_property", message: "class Good has no property 'x'" }));

    open("/db/shop/explore");

    expect(await screen.findByText(/그런 속성이 없습니다/)).toBeTruthy();
    expect(screen.getByText("class Good has no property 'x'").getAttribute("lang")).toBe("en");
  });

  it("is at the field that its pointer leads to, and at no other", () => {
    const at = (path: string) => new Trouble(422, [{ code: "wrong_type", message: "no", path }]);

    expect(problemsAt(at("/data/price/amount"), "price")).toHaveLength(1);
    expect(problemsAt(at("/data/price"), "data")).toHaveLength(0);
    expect(problemsAt(at("/data/a~1b"), "a/b")).toHaveLength(1);
    expect(problemsAt(at("/reviewers/0"), "reviewers")).toHaveLength(1);
  });
});

describe("an export", () => {
  it("is found again when its dialog was closed, and is begun once", async () => {
    const keys: (string | null)[] = [];
    const told = { export_id: "e-1", state: "COMPLETED", rows: 1, total: 1, error: null };
    platform.use(
      answers("get", LIST, [hit("G-1")], { total: 1, facets: {} }),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/exports", ({ request }) => {
        keys.push(request.headers.get("Idempotency-Key"));
        if (keys.length === 1) return HttpResponse.json({ errors: [], meta: {} }, { status: 503 });
        return HttpResponse.json({ data: { ...told, url: null, url_expires_at: null }, errors: [] }, { status: 202 });
      }),
      http.get("http://127.0.0.1:8002/api/v1/database/shop/exports/e-1", () =>
        HttpResponse.json({
          data: { ...told, url: "http://127.0.0.1/file", url_expires_at: "2026-11-30T00:00:00Z" },
          errors: [],
        }),
      ),
    );
    const { user } = open("/db/shop/explore");
    const ask = async () => {
      await user.click(await screen.findByRole("button", { name: "Export" }));
      await user.click(await screen.findByText("As one file, of any size…"));
    };
    await ask();
    await user.click(await screen.findByRole("button", { name: "Begin" }));
    await waitFor(() => expect(keys).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "Begin" }));
    await screen.findByText("Download");
    expect(keys[1]).toBe(keys[0]);

    await user.click(screen.getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement);
    await waitFor(() => expect(screen.queryByText("Download")).toBeNull());
    await ask();

    expect(await screen.findByText("Download")).toBeTruthy();
  });
});
