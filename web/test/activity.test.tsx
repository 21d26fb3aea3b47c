import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, hears, platform } from "./platform";

const COMMANDS = "/api/v1/commands";
const ID = "0191b2a0-0000-7000-8000-000000000001";
const COMMAND: components["schemas"]["Command"] = {
  command_id: ID,
  type: "PutInstance",
  state: "FAILED",
  actor: "kim",
  submitted_at: "2026-11-29T00:00:00Z",
  finished_at: "2026-11-29T00:00:01Z",
  attempts: 1,
  errors: [{ code: "wrong_type", message: "it is no number" }],
};

function asked(): URLSearchParams[] {
  const told: URLSearchParams[] = [];
  platform.use(
    hears("get", COMMANDS, (request) => void told.push(new URL(request.url).searchParams)),
    answers("get", COMMANDS, [COMMAND]),
  );
  return told;
}

describe("commands", () => {
  it("are narrowed by state, kind and class, and the address keeps it", async () => {
    const told = asked();
    const { user, router, container } = open("/db/shop/activity");

    await user.selectOptions(await screen.findByLabelText("Command"), "PutInstance");
    await user.selectOptions(screen.getByLabelText("State"), "FAILED");
    await user.selectOptions(await screen.findByLabelText("Class"), "Good");

    await waitFor(() => expect(told.at(-1)?.get("class")).toBe("Good"));
    expect(Object.fromEntries(told.at(-1) ?? [])).toMatchObject({
      database: "shop",
      type: "PutInstance",
      state: "FAILED",
    });
    expect(router.state.location.search).toMatchObject({ type: "PutInstance", state: "FAILED", class: "Good" });
    expect(await screen.findByText("it is no number")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("of a span are those since the moment it was chosen", async () => {
    const told = asked();
    const { user, router } = open("/db/shop/activity");

    await user.selectOptions(await screen.findByLabelText("Submitted since"), "The last day");

    await waitFor(() => expect(told.at(-1)?.get("since")).toBeTruthy());
    const since = told.at(-1)?.get("since") ?? "";
    expect(Date.now() - Date.parse(since)).toBeGreaterThan(23.9 * 3_600_000);
    expect(router.state.location.search).toMatchObject({ since });
    expect(await screen.findByText(/^since .*GMT\+9/)).toBeTruthy();
  });

  it("are found by their ids, and words that are none find nothing", async () => {
    const told = asked();
    const { user } = open("/db/shop/activity");

    await user.type(await screen.findByLabelText("Ids of commands"), `${ID}, x{Enter}`);
    await waitFor(() => expect(told.at(-1)?.getAll("ids")).toEqual([ID]));
    await user.clear(await screen.findByLabelText("Ids of commands"));
    await user.type(screen.getByLabelText("Ids of commands"), "lost{Enter}");

    await waitFor(() => expect(told.at(-1)?.getAll("ids")).toEqual(["00000000-0000-0000-0000-000000000000"]));
  });
});

const EVENT = {
  event_id: ID,
  version: 1,
  type: "InstanceCreated",
  at: "2026-11-29T00:00:00Z",
  actor: "kim",
  reason: "new stock",
  command_id: ID,
  correlation_id: null,
  ontology_commit: null,
  class: "Good",
  id: "G-1",
  changes: [],
};

function heard(path: "/api/v1/database/{db}/audit" | "/api/v1/database/{db}/events"): URLSearchParams[] {
  const told: URLSearchParams[] = [];
  platform.use(
    hears("get", path, (request) => void told.push(new URL(request.url).searchParams)),
    answers("get", path, [EVENT] as never),
    answers("get", COMMANDS, []),
  );
  return told;
}

describe("the audit", () => {
  it("is told newest first, and of a span that the address keeps", async () => {
    const told = heard("/api/v1/database/{db}/audit");
    const { user, router, container } = open("/db/shop/activity?view=audit");

    expect(await screen.findByText("new stock")).toBeTruthy();
    expect(told.at(-1)?.get("order")).toBe("desc");
    await user.selectOptions(screen.getByLabelText("Happened since"), "The last hour");

    await waitFor(() => expect(told.at(-1)?.get("from")).toBeTruthy());
    const from = told.at(-1)?.get("from") ?? "";
    expect(Date.now() - Date.parse(from)).toBeLessThan(3_700_000);
    expect(router.state.location.search).toMatchObject({ view: "audit", since: from });
    expect(await violations(container)).toEqual([]);
  });
});

describe("the change feed", () => {
  it("begins with the last day, and further back where one asks", async () => {
    const told = heard("/api/v1/database/{db}/events");
    const { user, router } = open("/db/shop/activity");

    await user.click(await screen.findByRole("link", { name: "Change feed" }));

    await waitFor(() => expect(told.at(-1)?.get("from")).toBeTruthy());
    const from = told.at(-1)?.get("from") ?? "";
    expect(Date.now() - Date.parse(from)).toBeGreaterThan(23.9 * 3_600_000);
    expect(router.state.location.search).toMatchObject({ view: "events", since: from });
    await user.selectOptions(await screen.findByLabelText("Happened since"), "Any time");
    await waitFor(() => expect(told.at(-1)?.has("from")).toBe(false));
  });
});
