import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { addressOf, searchOf } from "../src/features/explore/views";
import { prefer, preferences } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, hears, hit, platform, refuses } from "./platform";

const LIST = "/api/v1/database/{db}/views";
const ONE = "/api/v1/database/{db}/views/{id}";

const VIEW: components["schemas"]["View"] = {
  id: "00000000-0000-4000-8000-000000000001",
  name: "From Peru",
  owner: "kim",
  shared: false,
  editable: true,
  search: { class: "Good", filter: ["origin:in:Peru"], sort: "-price", columns: ["code", "price"] },
  version: 3,
  created_at: "2026-11-29T00:00:00Z",
  updated_at: "2026-11-29T00:00:00Z",
};

function exploring(...views: (typeof VIEW)[]) {
  platform.use(
    answers("get", "/api/v1/database/{db}/instances", [hit("G-1")], { total: 1, facets: {} }),
    answers("get", LIST, views),
    answers("put", ONE, VIEW),
    answers("delete", ONE, VIEW),
  );
}

function heard(verb: "put" | "delete") {
  const told: { body: unknown; condition: string | null }[] = [];
  platform.use(
    hears(verb, ONE, async (request) => {
      const condition = request.headers.get("If-Match") ?? request.headers.get("If-None-Match");
      told.push({ body: verb === "put" ? await request.json() : null, condition });
    }),
  );
  return told;
}

async function opened(path = '/db/shop/explore?f=["origin:in:Peru"]&sort=-price') {
  const page = open(path);
  await page.user.click(await screen.findByRole("button", { name: "Saved" }));
  return { ...page, dialog: within(await screen.findByRole("dialog")) };
}

describe("saved explorations", () => {
  it("keep what the address says, and give it back", () => {
    const address = { class: "Good", q: "red", f: ["price:gt:1"], sort: "-price", cols: ["code"] };

    expect(addressOf(searchOf(address))).toEqual(address);
    expect(searchOf({ class: "Good" })).toEqual({ class: "Good" });
  });

  it("are saved under a name, once", async () => {
    exploring();
    const told = heard("put");
    const { user, dialog } = await opened();

    await dialog.findByText("Nothing is saved yet.");
    await user.type(dialog.getByLabelText("Name"), "Dear ones");
    await user.click(dialog.getByRole("checkbox", { name: "Share" }));
    await user.click(dialog.getByRole("button", { name: "Save" }));

    const search = { class: "Good", filter: ["origin:in:Peru"], sort: "-price" };
    await waitFor(() => expect(told).toEqual([{ body: { name: "Dear ones", shared: true, search }, condition: "*" }]));
    await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText("Name")));
  });

  it("are opened by a link, and those of others are only opened", async () => {
    exploring(VIEW, { ...VIEW, id: "2", name: "Lee's", owner: "lee", shared: true, editable: false });
    const { user, router, dialog } = await opened("/db/shop/explore");
    await dialog.findByText("lee");
    expect(dialog.getAllByRole("button", { name: "Rename" })).toHaveLength(1);
    expect(await violations(document.body)).toEqual([]);

    await user.click(dialog.getByRole("link", { name: "From Peru" }));

    const address = { class: "Good", f: ["origin:in:Peru"], sort: "-price", cols: ["code", "price"] };
    await waitFor(() => expect(router.state.location.search).toEqual(address));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("are renamed and shared from the version that was seen", async () => {
    exploring(VIEW);
    const told = heard("put");
    const { user, dialog } = await opened();

    await user.click(await dialog.findByRole("button", { name: "Rename" }));
    const name = dialog.getAllByLabelText("Name").at(-1) as HTMLElement;
    await user.clear(name);
    await user.type(name, "Peruvian{Enter}");
    await waitFor(() => expect(told).toHaveLength(1));
    await user.click(dialog.getByRole("button", { name: "Share" }));

    await waitFor(() => expect(told).toHaveLength(2));
    expect(told[0]).toEqual({ body: { name: "Peruvian", shared: false, search: VIEW.search }, condition: '"3"' });
    expect(told[1]).toEqual({ body: { name: "From Peru", shared: true, search: VIEW.search }, condition: '"3"' });
  });

  it("are deleted when that is confirmed", async () => {
    exploring(VIEW);
    const told = heard("delete");
    const { user, dialog } = await opened();

    await user.click(await dialog.findByRole("button", { name: "Delete" }));
    const asking = within(await screen.findByRole("dialog", { name: "Delete “From Peru”" }));
    await user.click(asking.getByRole("button", { name: "Delete" }));

    await waitFor(() => expect(told).toEqual([{ body: null, condition: '"3"' }]));
  });

  it("that somebody else changed meanwhile are not written over", async () => {
    exploring(VIEW);
    platform.use(refuses("put", ONE, 412, { code: "version_conflict", message: "the view is at version 4" }));
    const { user, dialog } = await opened();

    await user.click(await dialog.findByRole("button", { name: "Share" }));

    expect(await dialog.findByText("the view is at version 4")).toBeTruthy();
  });
});

describe("preferences", () => {
  it("are those of the account, and changes go there", async () => {
    const told: unknown[] = [];
    platform.use(
      answers("get", "/api/v1/me/preferences", { language: "ko", theme: "dark" }),
      hears("put", "/api/v1/me/preferences", async (request) => void told.push(await request.json())),
    );

    open("/");

    expect(await screen.findByRole("link", { name: "향신료 가게" })).toBeTruthy();
    await waitFor(() => expect(preferences().language).toBe("ko"));
    expect(preferences().theme).toBe("dark");
    prefer({ theme: "light" });
    const kept = { language: "ko", timezone: "Asia/Seoul", theme: "light", single_keys: true };
    await waitFor(() => expect(told).toEqual([kept]));
  });

  it("of an account that never said are the browser's, and are not sent by themselves", async () => {
    const told: unknown[] = [];
    platform.use(hears("put", "/api/v1/me/preferences", () => void told.push("sent")));

    open("/");
    await screen.findByRole("link", { name: "Spice shop" });
    prefer({ folded: true });
    await new Promise((resolve) => setTimeout(resolve, 900));

    expect(preferences().language).toBe("en");
    expect(told).toEqual([]);
  });
});
