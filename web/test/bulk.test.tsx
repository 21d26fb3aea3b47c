import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { afterLast } from "../src/api/command";
import type { components } from "../src/api/schema";
import { doToAll, type Outcome, PART } from "../src/features/explore/all-found";
import { open, violations } from "./console";
import { answers, hit, platform } from "./platform";

type Schemas = components["schemas"];

const LIST = "/api/v1/database/{db}/instances";
const BULK = "http://127.0.0.1:8002/api/v1/database/shop/instances/bulk";
const BATCH = "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa";
const ASIDE = "01a2293e-8fc4-7eba-8c3c-9fa4beabe7ab";

const found = answers("get", LIST, [hit("G-1"), hit("G-2")], { total: 2, facets: {} });

function batch(parts: Partial<Schemas["Batch"]>) {
  return answers("get", "/api/v1/database/{db}/batches/{batch_id}", {
    accepted: 2,
    actor: "kim",
    batch_id: BATCH,
    completed: 2,
    failed: 0,
    failures: [],
    parked: 0,
    rejected: [],
    state: "COMPLETED",
    submitted_at: "2026-11-29T00:00:00Z",
    ...parts,
  });
}

/** A bulk route: tried dry all would be done; in earnest it is a batch. */
function bulk(wait: () => Promise<void> = async () => undefined, id = BATCH) {
  return http.post(BULK, async ({ request }) => {
    const { instances } = (await request.json()) as { instances: unknown[] };
    const dry = new URL(request.url).searchParams.get("dry_run") === "true";
    if (!dry) await wait();
    const count = { accepted: instances.length, completed: instances.length, failed: 0 };
    const data = dry ? { ...count, failures: [], rejected: [] } : { batch_id: id };
    return HttpResponse.json({ data, errors: [], meta: { request_id: "r" } });
  });
}

async function tried(path = "/db/shop/explore") {
  const opened = open(path);
  const { user } = opened;
  await user.click(await screen.findByRole("button", { name: "Change all 2…" }));
  await user.click(screen.getByRole("radio", { name: "Delete it" }));
  await user.type(screen.getByLabelText("Reason"), "old");
  await user.click(screen.getByRole("button", { name: "Try without changing" }));
  await screen.findByRole("button", { name: "Change 2" });
  return opened;
}

describe("a change of all that was found", () => {
  it("goes on only where it is seen, and can be stopped", async () => {
    let go: () => void = () => undefined;
    platform.use(
      found,
      batch({}),
      bulk(
        () =>
          new Promise((resolve) => {
            go = resolve;
          }),
      ),
    );
    const { user } = await tried();

    await user.click(screen.getByRole("button", { name: "Change 2" }));
    await user.keyboard("{Escape}");

    expect(screen.getByRole("progressbar")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Stop after this part" }));
    go();
    expect(await screen.findByText(/2 were changed/)).toBeTruthy();
  });

  it("stops between two parts, and tells what was sent", async () => {
    platform.use(bulk(), batch({ completed: PART, accepted: PART }));
    const lines = Array.from({ length: PART + 1 }, (_, index) => ({ class: "Good", id: `G-${index}`, if_version: 1 }));
    const stop = new AbortController();
    const outcomes: Outcome[] = [];

    await doToAll("shop", lines, { op: "delete" }, "old", { dry: false, keys: [], signal: stop.signal }, (sum) => {
      outcomes.push(sum);
      stop.abort();
    });

    expect(outcomes).toMatchObject([{ done: PART, refused: 0, parked: 0, sent: PART, why: [] }]);
  });

  it("tells what was put aside, and counts all that was refused", async () => {
    const errors: Schemas["Problem"][] = [{ code: "internal", message: "set aside" }];
    const failure = {
      class: "Good",
      command_id: BATCH,
      errors,
      id: "G-1",
      line: 1,
      state: "PARKED" as const,
    };
    platform.use(
      found,
      bulk(undefined, ASIDE),
      batch({ completed: 0, failed: 300, parked: 1, state: "PARKED", failures: [failure] }),
    );
    const { user } = await tried();

    await user.click(screen.getByRole("button", { name: "Change 2" }));

    expect(await screen.findByText(/1 was put aside/)).toBeTruthy();
    expect(screen.getByText(/300 were refused/)).toBeTruthy();
    expect(screen.getByText("300 more are not listed.")).toBeTruthy();
    // Reads that waited for it would wait for people.
    expect(afterLast("shop")).not.toEqual({ after: ASIDE });
  });

  it("waits until a filter that is not heeded is taken away", async () => {
    platform.use(found);

    open('/db/shop/explore?f=["gone:eq:1"]');

    const change = await screen.findByRole("button", { name: "Change all 2…" });
    expect(change).toHaveProperty("disabled", true);
    expect(change.getAttribute("title")).toMatch(/filter in red/);
    expect(screen.getByRole("button", { name: "Export" })).toHaveProperty("disabled", true);
  });

  it("offers no field of the key", async () => {
    platform.use(found);
    const { user } = open("/db/shop/explore");

    await user.click(await screen.findByRole("button", { name: "Change all 2…" }));

    const fields = [...screen.getByRole<HTMLSelectElement>("combobox", { name: "Field" }).options];
    expect(fields.map((each) => each.value)).toEqual(["title", "origin", "price"]);
  });

  it("is undone by a press, but for what was changed since", async () => {
    const undone: unknown[] = [];
    platform.use(
      found,
      batch({}),
      bulk(),
      http.post(`http://127.0.0.1:8002/api/v1/database/shop/batches/${BATCH}/undo`, async ({ request }) => {
        undone.push(await request.json());
        const rejected = [{ line: 2, errors: [{ code: "version_conflict", message: "changed since" }] }];
        return HttpResponse.json({ data: { batch_id: ASIDE, accepted: 1, rejected }, errors: [], meta: {} });
      }),
    );
    const { user } = await tried();
    await user.click(screen.getByRole("button", { name: "Change 2" }));
    const undo = await screen.findByRole("button", { name: "Undo" });
    platform.use(batch({ accepted: 1, completed: 1 }));

    await user.click(undo);

    expect(await screen.findByText(/1 was undone/)).toBeTruthy();
    expect(screen.getByText("changed since")).toBeTruthy();
    expect(undone).toEqual([{ reason: "old" }]);
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  it("is of those that Space selected, where some are", async () => {
    const sent: unknown[] = [];
    platform.use(
      found,
      batch({}),
      http.post(BULK, async ({ request }) => {
        const { instances } = (await request.clone().json()) as { instances: unknown[] };
        sent.push(instances);
        return undefined;
      }),
      bulk(),
    );
    const { user, container } = open("/db/shop/explore");
    const cell = await screen.findByText("G-2");
    cell.closest<HTMLElement>('[role="gridcell"]')?.focus();
    await user.keyboard(" ");
    expect(screen.getByRole("checkbox", { name: "Select Good/G-2" })).toHaveProperty("checked", true);
    expect(await violations(container)).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Change the selected…" }));
    await user.click(screen.getByRole("radio", { name: "Delete it" }));
    await user.type(screen.getByLabelText("Reason"), "old");
    await user.click(screen.getByRole("button", { name: "Try without changing" }));
    await user.click(await screen.findByRole("button", { name: "Change 1" }));
    await screen.findByText(/were changed/);
    await user.click(screen.getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement);

    expect(sent).toEqual(Array(2).fill([{ class: "Good", id: "G-2", if_version: 1 }]));
    expect(screen.queryByText("1 is selected")).toBeNull();
  });

  it("that is interrupted goes on under the same keys", async () => {
    const keys: (string | null)[] = [];
    platform.use(
      http.post(BULK, ({ request }) => {
        const key = request.headers.get("Idempotency-Key");
        if (key === null) return undefined;
        keys.push(key);
        if (keys.length > 1) return undefined;
        return HttpResponse.json({ errors: [{ code: "unavailable", message: "busy" }], meta: {} }, { status: 503 });
      }),
      found,
      batch({}),
      bulk(),
    );
    const { user } = await tried();

    await user.click(screen.getByRole("button", { name: "Change 2" }));
    await user.click(await screen.findByRole("button", { name: "Go on with the rest" }));

    expect(await screen.findByText(/2 were changed/)).toBeTruthy();
    await waitFor(() => expect(keys).toHaveLength(2));
    expect(keys[1]).toBe(keys[0]);
  });
});
