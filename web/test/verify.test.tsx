import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, platform, refuses } from "./platform";

type Schemas = components["schemas"];
const AT = "2026-11-29T00:00:00Z";
const PLACE = { shard: "07", generation: 1, sequence: 42, reason: "its hash is another" };
const NOTHING: Schemas["Verification"] = { checkpoint: null, last: null, quarantined: [] };

function told(changed: Partial<Schemas["Verification"]>) {
  return answers("get", "/api/v1/admin/verify", { ...NOTHING, ...changed });
}

describe("the verification of the log", () => {
  it("says that there was none yet", async () => {
    platform.use(told({}));

    open("/ops/verify");

    expect(await screen.findByText("The log was not verified yet.")).toBeTruthy();
  });

  it("says what went wrong", async () => {
    platform.use(refuses("get", "/api/v1/admin/verify", 503, { code: "unavailable", message: "The store is away." }));

    open("/ops/verify");

    expect(await screen.findByText("The store is away.")).toBeTruthy();
  });

  it("names the first bad segment, and its shard is released once it is repaired", async () => {
    const asked: string[] = [];
    const detail = { shards: 64, segments: 1200, broken: [PLACE] };
    const job = { job_id: "j", name: "verify", state: "FAILED", created_at: AT, finished_at: AT, detail } as const;
    platform.use(
      told({ last: job as unknown as Schemas["Job"], quarantined: [{ ...PLACE, since: AT }] }),
      http.post("http://127.0.0.1:8002/api/v1/admin/shards/:shard/release", ({ params, request }) => {
        asked.push(`${params.shard} ${request.headers.get("Idempotency-Key") !== null}`);
        return HttpResponse.json({ data: { ...job, state: "REQUESTED" }, errors: [] }, { status: 202 });
      }),
    );
    const { user, container } = open("/ops/verify");
    expect(await screen.findByText(/1,200 segments of 64 shards/)).toBeTruthy();
    expect(screen.getAllByText("its hash is another").length).toBe(2);
    expect(await violations(container)).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Release…" }));
    await user.click(screen.getAllByRole("button", { name: "Release…" }).at(-1) as HTMLElement);

    await waitFor(() => expect(asked).toEqual(["07 true"]));
  });
});
