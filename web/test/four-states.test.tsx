/** Every list, while it loads, when it is empty, and when it fails; that old rows stay is told of `Answered`. */
import { screen } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { open, violations } from "./console";
import { answers, platform } from "./platform";

const ORIGIN = "http://127.0.0.1:8002/api/v1";
const SHOP = `${ORIGIN}/database/shop`;
const ONE = `${SHOP}/instances/Good/G-1`;

const SCREENS: readonly (readonly [path: string, asked: string, empty: string])[] = [
  ["/", `${ORIGIN}/database`, "No databases"],
  ["/db/shop/changes", `${SHOP}/pull-requests`, "No open pull requests"],
  ["/db/shop/changes?view=commits", `${SHOP}/commits`, "No commit yet"],
  ["/db/shop/imports", `${SHOP}/imports`, "No imports yet"],
  ["/db/shop/activity", `${ORIGIN}/commands`, "No such command"],
  ["/db/shop/activity?view=audit", `${SHOP}/audit`, "No such event"],
  ["/db/shop/activity?view=events", `${SHOP}/events`, "No such event"],
  ["/db/shop/settings?view=grants", `${SHOP}/grants`, "No grants"],
  ["/db/shop/settings?view=webhooks", `${SHOP}/webhooks`, "No webhooks"],
  ["/db/shop/i/Good/G-1?tab=history", `${ONE}/history`, "No events"],
  ["/ops/alarms", `${ORIGIN}/admin/alarms`, "No alarms"],
  ["/ops/dead-letters", `${ORIGIN}/admin/dead-letters/groups`, "Nothing is stuck"],
];

function empty() {
  return HttpResponse.json({ status: "success", message: "OK", data: [], errors: [], meta: { request_id: "r" } });
}

beforeEach(() =>
  platform.use(
    answers("get", "/api/v1/database/{db}/branches", []),
    answers("get", "/api/v1/admin/dead-letters", []),
    http.get(ONE, () =>
      HttpResponse.json({ errors: [{ code: "not_found", message: "gone" }], meta: {} }, { status: 404 }),
    ),
  ),
);

describe.each(SCREENS)("%s", (path, asked, nothing) => {
  it("says that it loads", async () => {
    platform.use(
      http.get(asked, async () => {
        await delay("infinite");
        return empty();
      }),
    );

    const { container } = open(path);

    expect((await screen.findAllByText("Loading")).length).toBeGreaterThan(0);
    expect(container.querySelector('[aria-busy="true"]')).not.toBeNull();
  });

  it("says what would be there", async () => {
    platform.use(http.get(asked, empty));

    const { container } = open(path);

    expect(await screen.findByText(nothing)).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("says what went wrong, and is tried again", async () => {
    const problem = { code: "unavailable", message: "The store is away." };
    platform.use(http.get(asked, () => HttpResponse.json({ errors: [problem], meta: {} }, { status: 503 })));
    const { user } = open(path);
    expect(await screen.findByText("The store is away.")).toBeTruthy();

    platform.use(http.get(asked, empty));
    await user.click(screen.getAllByRole("button", { name: "Try again" })[0] as HTMLElement);

    expect(await screen.findByText(nothing)).toBeTruthy();
  });
});
