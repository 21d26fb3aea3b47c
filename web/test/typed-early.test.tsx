/** What a person types while answers are under way stays theirs: no answer, plan or refetch takes it away. */
import { act, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accountPreferences } from "../src/api/queries";
import type { components } from "../src/api/schema";
import { prefer, preferences } from "../src/ui/preferences";
import { open } from "./console";
import { answers, DATABASE, hears, hit, platform } from "./platform";

type Schemas = components["schemas"];
const DB = "http://127.0.0.1:8002/api/v1/database/shop";
const AT = "2026-11-29T00:00:00Z";
const COMMAND = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", type: "UpdateInstance", state: "COMPLETED" };

/** A door that opens when it is told. */
function door() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

function done(result: unknown = null) {
  return HttpResponse.json({ data: { ...COMMAND, result }, errors: [], meta: { request_id: "r" } });
}

describe("what is typed while an edit is saved", () => {
  it("is the next change, of the version that was made", async () => {
    const { open: go, opened } = door();
    const sent: unknown[] = [];
    platform.use(
      http.get(`${DB}/instances/Good/G-1`, () => HttpResponse.json({ data: hit("G-1"), errors: [], meta: {} })),
      http.patch(`${DB}/instances/Good/G-1`, async ({ request }) => {
        sent.push([request.headers.get("If-Match"), ((await request.json()) as { data: unknown }).data]);
        if (sent.length === 1) await opened;
        return done({ class: "Good", id: "G-1", version: sent.length + 1 });
      }),
    );
    const { user } = open("/db/shop/i/Good/G-1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.type(screen.getByLabelText(/Title/), "!");
    await user.click(screen.getByRole("button", { name: "Save 1 change" }));

    await user.type(screen.getByLabelText(/Origin/), "?");
    go();
    await user.click(await screen.findByRole("button", { name: "Save 1 change" }));

    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent).toEqual([
      ['"1"', { title: "Pepper G-1!" }],
      ['"2"', { origin: "Peru?" }],
    ]);
    expect(await screen.findByRole("button", { name: "Edit" })).toBeTruthy();
  });
});

describe("what is typed into settings while they are saved", () => {
  it("stays", async () => {
    const { open: go, opened } = door();
    platform.use(
      http.patch(DB, async () => {
        await opened;
        return done();
      }),
    );
    const { user } = open("/db/shop/settings");
    await user.selectOptions(await screen.findByLabelText("Compatibility"), "NONE");
    await user.click(screen.getByRole("button", { name: "Save" }));

    await user.type(screen.getByLabelText("Label (Korean)"), "!");
    platform.use(answers("get", "/api/v1/database/{db}", { ...DATABASE, compatibility: "NONE", version: 2 }));
    go();

    await screen.findByText("done");
    expect(screen.getByLabelText("Label (Korean)")).toHaveProperty("value", "향신료 가게!");
  });

  it("as whom one grants a role next, stays", async () => {
    const { open: go, opened } = door();
    platform.use(
      answers("get", "/api/v1/database/{db}/grants", []),
      http.put(`${DB}/grants`, async () => {
        await opened;
        return done();
      }),
    );
    const { user } = open("/db/shop/settings?view=grants");
    await user.type(await screen.findByLabelText("Subject"), "lee");
    await user.click(screen.getByRole("button", { name: "Grant" }));
    await user.clear(screen.getByLabelText("Subject"));
    await user.type(screen.getByLabelText("Subject"), "park");

    go();

    await waitFor(() => expect(screen.getByRole("button", { name: "Grant" })).toHaveProperty("disabled", false));
    expect(screen.getByLabelText("Subject")).toHaveProperty("value", "park");
  });
});

describe("a word that ends something", () => {
  it("is typed anew each time it is asked for", async () => {
    const { user } = open("/db/shop/settings");
    await user.click(await screen.findByRole("button", { name: "Delete this database" }));
    await user.type(document.querySelector("#ask-typed") as HTMLElement, "shop");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

    await user.click(screen.getByRole("button", { name: "Delete this database" }));

    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Delete" })).toHaveProperty("disabled", true);
  });
});

describe("what one prefers", () => {
  it("is not taken back by an answer from before it was told", async () => {
    platform.use(answers("get", "/api/v1/me/preferences", { theme: "dark" }));
    const { queries } = open("/");
    await waitFor(() => expect(preferences().theme).toBe("dark"));

    act(() => prefer({ theme: "light" }));
    await act(() => queries.invalidateQueries({ queryKey: accountPreferences.queryKey }));

    expect(preferences().theme).toBe("light");
  });

  it("and was chosen before the account answered, is told", async () => {
    const { open: go, opened } = door();
    const told: unknown[] = [];
    platform.use(
      http.get("http://127.0.0.1:8002/api/v1/me/preferences", async () => {
        await opened;
        return HttpResponse.json({ data: { theme: "light" }, errors: [], meta: {} });
      }),
      hears("put", "/api/v1/me/preferences", async (request) => void told.push(await request.json())),
    );
    open("/");
    await screen.findByRole("link", { name: "Spice shop" });

    act(() => prefer({ theme: "dark" }));
    go();

    await waitFor(() => expect(told).toMatchObject([{ theme: "dark" }]), { timeout: 2000 });
    expect(preferences().theme).toBe("dark");
  });
});

describe("words that are sought", () => {
  it("are gone on with where one is: Enter keeps the field", async () => {
    platform.use(answers("get", "/api/v1/database/{db}/instances", [hit("G-1")], { total: 1, facets: {} }));
    const { user, router } = open("/db/shop/explore");
    const field = await screen.findByRole("searchbox");
    await user.type(field, "red{Enter}");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "red" }));

    await user.keyboard("der");

    expect(screen.getByRole("searchbox")).toHaveProperty("value", "redder");
    await act(() => router.navigate({ to: ".", search: { q: "blue" } } as never));
    await waitFor(() => expect(screen.getByRole("searchbox")).toHaveProperty("value", "blue"));
  });
});

describe("a name that is typed", () => {
  it("for oneself stays when the account is read again", async () => {
    platform.use(answers("get", "/api/v1/me/preferences", { name: "Kim" }));
    const { user, queries } = open("/me");
    await user.type(await screen.findByDisplayValue("Kim"), " A");
    platform.use(answers("get", "/api/v1/me/preferences", { name: "Kimberly" }));

    await act(() => queries.invalidateQueries({ queryKey: accountPreferences.queryKey }));

    expect(await screen.findByDisplayValue("Kim A")).toBeTruthy();
  });

  it("for a saved exploration stays when that is shared meanwhile", async () => {
    const view: Schemas["View"] = {
      id: "00000000-0000-4000-8000-000000000001",
      name: "From Peru",
      owner: "kim",
      shared: false,
      editable: true,
      search: { class: "Good" },
      version: 3,
      created_at: AT,
      updated_at: AT,
    };
    platform.use(
      answers("get", "/api/v1/database/{db}/instances", [hit("G-1")], { total: 1, facets: {} }),
      answers("get", "/api/v1/database/{db}/views", [view]),
      answers("put", "/api/v1/database/{db}/views/{id}", { ...view, version: 4 }),
    );
    const { user } = open("/db/shop/explore");
    await user.click(await screen.findByRole("button", { name: "Saved" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "Rename" }));
    await user.type(await dialog.findByDisplayValue("From Peru"), " only");
    platform.use(answers("get", "/api/v1/database/{db}/views", [{ ...view, shared: true, version: 4 }]));

    await user.click(dialog.getByRole("button", { name: "Share" }));

    expect(await dialog.findByRole("button", { name: "Keep to myself" })).toBeTruthy();
    expect(dialog.getByDisplayValue("From Peru only")).toBeTruthy();
  });
});
