import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, platform } from "./platform";

const HOOKS = "/api/v1/database/{db}/webhooks";
const ID = "0191b2a0-0000-7000-8000-000000000001";
const WEBHOOK: components["schemas"]["Webhook"] = {
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

describe("webhooks", () => {
  it("are made with the signatures that were chosen", async () => {
    const sent: unknown[] = [];
    const command = { command_id: ID, type: "CreateWebhook", state: "COMPLETED", actor: "kim", attempts: 1 };
    platform.use(
      answers("get", HOOKS, []),
      http.post("http://127.0.0.1:8002/api/v1/database/shop/webhooks", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ data: { ...command, result: WEBHOOK }, errors: [], meta: {} });
      }),
    );
    const { user } = open("/db/shop/settings?view=webhooks");

    await user.type(await screen.findByLabelText("URL"), "https://partner.example/hooks");
    await user.selectOptions(screen.getByLabelText("Signatures"), "v1a: key pair");
    await user.click(screen.getByRole("button", { name: "Create" }));

    const body = { url: "https://partner.example/hooks", events: ["*"], signatures: "v1a" };
    await waitFor(() => expect(sent).toEqual([body]));
  });

  it("show the public key that their signatures are checked by", async () => {
    platform.use(answers("get", HOOKS, [WEBHOOK]));

    const { container } = open("/db/shop/settings?view=webhooks");

    expect(await screen.findByText("whpk_public")).toBeTruthy();
    expect(screen.getAllByText("v1a: key pair").length).toBeGreaterThan(1);
    expect(await violations(container)).toEqual([]);
  });
});
