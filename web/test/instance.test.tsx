import { fireEvent, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { open, violations } from "./console";
import { answers, hears, hit, platform, refuses } from "./platform";

const ONE = "/api/v1/database/{db}/instances/{class}/{id}";
const URL_OF_ONE = "http://127.0.0.1:8002/api/v1/database/shop/instances/Good/G-1";
const COMMAND = "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa";

function shown(version = 1, data: Record<string, unknown> = {}) {
  return answers("get", ONE, { ...hit("G-1", data), version });
}

function done(state = "COMPLETED", status = 200, errors?: unknown[]) {
  const data = {
    command_id: COMMAND,
    type: "PatchInstance",
    state,
    actor: "kim",
    submitted_at: "",
    finished_at: null,
    attempts: 0,
    errors,
  };
  return HttpResponse.json({ data, errors: errors ?? [], meta: { request_id: "r" } }, { status });
}

describe("an instance", () => {
  it("is shown with the labels of its class", async () => {
    platform.use(shown());

    const { container } = open("/db/shop/i/Good/G-1");

    expect(await screen.findByRole("rowheader", { name: "Origin" })).toBeTruthy();
    expect(screen.getByRole("heading", { level: 1, name: "G-1" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("tells what was erased and what was lost apart", async () => {
    const state = { ...hit("G-1"), data: { code: "G-1" }, erased: ["title"], lost: ["origin"] };
    platform.use(answers("get", ONE, state));

    open("/db/shop/i/Good/G-1");

    const erased = await screen.findByText("erased");
    const lost = screen.getByText("lost");
    expect(erased.closest("tr")?.textContent).toContain("Title");
    expect(lost.closest("tr")?.textContent).toContain("Origin");
    expect(lost.getAttribute("title")).toContain("Nobody erased it");
  });

  it("tells of a change that its value is gone, and how", async () => {
    const changes = [
      { path: "/title", before: null, after: null, erased: true },
      { path: "/origin", before: null, after: null, lost: true },
      { path: "/code", before: null, after: "G-1" },
    ];
    const event = {
      event_id: COMMAND,
      version: 1,
      type: "GoodCreated",
      at: "2026-11-29T00:00:00Z",
      actor: "kim",
      reason: null,
      command_id: COMMAND,
      changes,
    };
    platform.use(shown(), answers("get", `${ONE}/history`, [event] as never));

    open("/db/shop/i/Good/G-1?tab=history");

    expect(await screen.findAllByText("erased")).toHaveLength(2);
    expect(screen.getAllByText("lost")).toHaveLength(2);
    expect(screen.getAllByText("–")).toHaveLength(1);
  });

  it("that is deleted offers its history", async () => {
    platform.use(refuses("get", ONE, 404, { code: "not_found", message: "Good 'G-1' is not there" }));

    open("/db/shop/i/Good/G-1");

    expect(await screen.findByText("It is not here now")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Show its history" })).toBeTruthy();
  });

  it("is saved by its changed fields alone, for the version that was seen", async () => {
    const sent: { match: string | null; body: unknown }[] = [];
    platform.use(
      shown(7),
      http.patch(URL_OF_ONE, async ({ request }) => {
        sent.push({ match: request.headers.get("If-Match"), body: await request.json() });
        return done();
      }),
    );
    const { user } = open("/db/shop/i/Good/G-1");

    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.clear(screen.getByLabelText(/Title/));
    await user.type(screen.getByLabelText(/Title/), "Red");
    await user.click(screen.getByRole("button", { name: "Save 1 change" }));

    await waitFor(() => expect(sent).toEqual([{ match: '"7"', body: { data: { title: "Red" } } }]));
  });

  it("that was changed by two asks for what both changed", async () => {
    let version = 1;
    platform.use(
      http.get(URL_OF_ONE, () =>
        HttpResponse.json({
          data: { ...hit("G-1", version === 1 ? {} : { title: "Theirs", origin: "India" }), version },
          errors: [],
          meta: { request_id: "r" },
        }),
      ),
      http.patch(URL_OF_ONE, ({ request }) => {
        if (request.headers.get("If-Match") === '"2"') return done();
        version = 2;
        return HttpResponse.json(
          { errors: [{ code: "version_conflict", message: "version 2 is there" }], meta: {} },
          { status: 412 },
        );
      }),
    );
    const { user } = open("/db/shop/i/Good/G-1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.clear(screen.getByLabelText(/Title/));
    await user.type(screen.getByLabelText(/Title/), "Mine");
    await user.click(screen.getByRole("button", { name: "Save 1 change" }));

    expect(await screen.findAllByText("Both of you changed the same fields")).toBeTruthy();
    const [mine] = screen.getAllByRole("radio");
    await user.click(mine as HTMLElement);
    await user.click(screen.getByRole("button", { name: "Take these" }));

    expect(((await screen.findByLabelText(/Title/)) as HTMLInputElement).value).toBe("Mine");
    expect((screen.getByLabelText(/Origin/) as HTMLInputElement).value).toBe("India");
  });

  it("a draft outlives the page", async () => {
    platform.use(shown());
    const { user } = open("/db/shop/i/Good/G-1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.type(screen.getByLabelText(/Title/), "!");

    expect(sessionStorage.getItem("spice.draft shop/Good/G-1")).toContain("Pepper G-1!");
  });

  it("Enter that ends a composition sends nothing", async () => {
    let sent = 0;
    platform.use(
      shown(),
      hears("patch", ONE, () => {
        sent += 1;
      }),
      http.patch(URL_OF_ONE, () => done()),
    );
    const { user } = open("/db/shop/i/Good/G-1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    const field = screen.getByLabelText(/Title/);
    await user.type(field, "추");

    const sends = fireEvent.keyDown(field, { key: "Enter", keyCode: 229, isComposing: true });

    expect(sends).toBe(false);
    expect(sent).toBe(0);
  });

  it("a command that is accepted is not called done, and one that is parked says so", async () => {
    platform.use(
      shown(),
      http.patch(URL_OF_ONE, () => done("PENDING", 202)),
      http.get(`http://127.0.0.1:8002/api/v1/commands/${COMMAND}`, () =>
        done("PARKED", 200, [{ code: "internal", message: "set aside" }]),
      ),
    );
    const { user } = open("/db/shop/i/Good/G-1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.type(screen.getByLabelText(/Title/), "!");
    await user.click(screen.getByRole("button", { name: "Save 1 change" }));

    expect(await screen.findByText("accepted")).toBeTruthy();
    expect(await screen.findByText("parked", {}, { timeout: 5000 })).toBeTruthy();
    expect(screen.getByText("set aside")).toBeTruthy();
  });

  it("the past is read only, and differs from now in colour and in words", async () => {
    platform.use(
      http.get(URL_OF_ONE, ({ request }) => {
        const past = new URL(request.url).searchParams.get("version") === "1";
        const data = past ? hit("G-1", { title: "Old" }) : { ...hit("G-1"), version: 2 };
        return HttpResponse.json({ data, errors: [], meta: { request_id: "r" } });
      }),
    );

    open("/db/shop/i/Good/G-1?v=1&cmp=true");

    expect(await screen.findByText("The past: version 1, read only")).toBeTruthy();
    expect(await screen.findByText("differs:")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    expect(screen.getByRole("button", { name: "Restore this" })).toBeTruthy();
  });
});
