import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { open, violations } from "./console";
import { answers, DATABASE, hears, platform, refuses } from "./platform";

const DB = "/api/v1/database/{db}";
const GRANTS = `${DB}/grants` as const;
const COMMAND = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", type: "UpdateDatabase", state: "COMPLETED" };

function done() {
  return HttpResponse.json({ data: COMMAND, errors: [], meta: { request_id: "r" } });
}

describe("the settings of a database", () => {
  it("a language and the time zone that are emptied are taken away, as the version that was seen", async () => {
    const sent: unknown[] = [];
    platform.use(
      http.patch("http://127.0.0.1:8002/api/v1/database/shop", async ({ request }) => {
        sent.push([request.headers.get("If-Match"), await request.json()]);
        return done();
      }),
    );
    const { user } = open("/db/shop/settings");
    expect(await screen.findByRole("button", { name: "Save" })).toHaveProperty("disabled", true);

    await user.clear(screen.getByLabelText("Label (Korean)"));
    await user.clear(screen.getByRole("textbox", { name: "Time zone" }));
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(sent).toEqual([['"1"', { label: { en: "Spice shop", ko: null }, timezone: null }]]));
  });

  it("who was overtaken sees what the other saved, and keeps what was typed", async () => {
    platform.use(refuses("patch", DB, 412, { code: "version_conflict", message: "it is version 2" }));
    const { user } = open("/db/shop/settings");
    await user.selectOptions(await screen.findByLabelText("Compatibility"), "NONE");
    platform.use(answers("get", DB, { ...DATABASE, version: 2, timezone: "UTC" }));

    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(screen.getByRole("textbox", { name: "Time zone" })).toHaveProperty("value", "UTC"));
    expect(screen.getByLabelText("Compatibility")).toHaveProperty("value", "NONE");
    expect(screen.getByText(/Somebody else saved meanwhile/)).toBeTruthy();
  });

  it("is no form for who is no owner", async () => {
    platform.use(answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "viewer" } }));

    open("/db/shop/settings");

    expect(await screen.findByRole("textbox", { name: "Time zone" })).toHaveProperty("disabled", true);
  });
});

describe("the roles in a database", () => {
  const lee = { subject: "lee", role: "viewer" as const, granted_by: "kim", granted_at: "2026-11-29T00:00:00Z" };

  it("are given by a press, not by walking through the list", async () => {
    const sent: unknown[] = [];
    platform.use(
      hears("put", GRANTS, async (request) => void sent.push(await request.json())),
      http.put("http://127.0.0.1:8002/api/v1/database/shop/grants", done),
      answers("get", GRANTS, [lee]),
    );
    const { user, container } = open("/db/shop/settings?view=grants");
    await user.selectOptions(await screen.findByLabelText("Role of lee"), "editor");
    await user.selectOptions(screen.getByLabelText("Role of lee"), "owner");
    expect(sent).toEqual([]);
    expect(await violations(container)).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Change the role of lee to owner" }));

    await waitFor(() => expect(sent).toEqual([{ subject: "lee", role: "owner" }]));
  });

  it("say that there are none, and what went wrong", async () => {
    platform.use(answers("get", GRANTS, []));
    open("/db/shop/settings?view=grants");
    expect(await screen.findByText("No grants")).toBeTruthy();
  });

  it("say what went wrong", async () => {
    platform.use(refuses("get", GRANTS, 503, { code: "unavailable", message: "The store is away." }));
    open("/db/shop/settings?view=grants");
    expect(await screen.findByText("The store is away.")).toBeTruthy();
  });
});
