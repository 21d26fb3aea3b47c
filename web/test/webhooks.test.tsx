import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, hears, platform } from "./platform";

const HOOKS = "/api/v1/database/{db}/webhooks";
const ID = "0191b2a0-0000-7000-8000-000000000001";
type Webhook = components["schemas"]["Webhook"];
const WEBHOOK: Webhook = {
  created_at: "2026-11-29T00:00:00Z",
  created_by: "kim",
  delivered_at: null,
  description: "",
  events: ["*"],
  exhausted: 0,
  failing_since: null,
  failures: 0,
  id: ID,
  oldest_at: null,
  on_exhausted: "block",
  public_key: "whpk_public",
  reason: null,
  rotated_at: null,
  signatures: "v1a",
  state: "active",
  updated_at: "2026-11-29T00:00:00Z",
  url: "https://partner.example/hooks",
  version: 1,
  waiting: 0,
};

/** The list as it stands when it is asked for. */
function listed(now: () => Webhook[]) {
  return http.get("http://127.0.0.1:8002/api/v1/database/shop/webhooks", () =>
    HttpResponse.json({ data: now(), errors: [], meta: { request_id: "r" } }),
  );
}

describe("webhooks", () => {
  it("are made with the signatures that were chosen", async () => {
    const sent: unknown[] = [];
    platform.use(
      answers("get", HOOKS, []),
      hears("post", HOOKS, async (request) => {
        sent.push(await request.json());
      }),
      answers("post", HOOKS, WEBHOOK),
    );
    const { user } = open("/db/shop/settings?view=webhooks");

    await user.type(await screen.findByLabelText("URL"), "https://partner.example/hooks");
    await user.selectOptions(screen.getByLabelText("Signatures"), "v1a: key pair");
    await user.click(screen.getByRole("button", { name: "Create" }));

    const body = { url: "https://partner.example/hooks", events: ["*"], signatures: "v1a" };
    await waitFor(() => expect(sent).toEqual([body]));
  });

  it("are made, and their secret is shown, this once", async () => {
    let made = false;
    platform.use(
      hears("post", HOOKS, () => {
        made = true;
      }),
      answers("post", HOOKS, { ...WEBHOOK, signatures: "v1", secret: "whsec_once" }),
      listed(() => (made ? [WEBHOOK] : [])),
    );
    const { user } = open("/db/shop/settings?view=webhooks");

    await user.type(await screen.findByLabelText("URL"), "https://partner.example/hooks");
    await user.click(screen.getByRole("button", { name: "Create" }));

    expect(await screen.findByText("whsec_once")).toBeTruthy();
    expect(await screen.findByText("https://partner.example/hooks")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("are paused, and the list says so", async () => {
    let state: Webhook["state"] = "active";
    platform.use(
      hears("post", `${HOOKS}/{id}/pause`, () => {
        state = "paused";
      }),
      answers("post", `${HOOKS}/{id}/pause`, { ...WEBHOOK, state: "paused" }),
      listed(() => [{ ...WEBHOOK, state }]),
    );
    const { user } = open("/db/shop/settings?view=webhooks");

    await user.click(await screen.findByRole("button", { name: "Pause" }));

    expect(await screen.findByRole("button", { name: "Resume" })).toBeTruthy();
    expect(screen.getByText("paused")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("get another secret, asked for once more under the same key while it is on its way", async () => {
    const keys: (string | null)[] = [];
    const pending = { command_id: ID, type: "RotateWebhook", state: "PENDING", actor: "kim", attempts: 0 };
    platform.use(
      answers("get", HOOKS, [WEBHOOK]),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/webhooks/:id/rotate", ({ request }) => {
        keys.push(request.headers.get("Idempotency-Key"));
        if (keys.length > 1) return undefined;
        return HttpResponse.json({ data: pending, errors: [], meta: {} }, { status: 202 });
      }),
      answers("post", `${HOOKS}/{id}/rotate`, { ...WEBHOOK, secret: "whsec_next" }),
    );
    const { user } = open("/db/shop/settings?view=webhooks");

    await user.click(await screen.findByRole("button", { name: "New secret" }));

    expect(await screen.findByText("whsec_next")).toBeTruthy();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).toBe(keys[0]);
  });

  it("show the public key that their signatures are checked by", async () => {
    platform.use(answers("get", HOOKS, [WEBHOOK]));

    const { container } = open("/db/shop/settings?view=webhooks");

    expect(await screen.findByText("whpk_public")).toBeTruthy();
    expect(screen.getAllByText("v1a: key pair").length).toBeGreaterThan(1);
    expect(await violations(container)).toEqual([]);
  });
});
