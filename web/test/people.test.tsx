import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, hears, platform, refuses } from "./platform";

const SUBJECTS = "/api/v1/subjects";
const MINE = "/api/v1/me/preferences";
const AT = "2026-11-29T00:00:00Z";

function grant(subject: string): components["schemas"]["Grant"] {
  return { subject, role: "viewer", granted_at: AT, granted_by: "kim" };
}

describe("people", () => {
  it("are shown by their names, asked for at once, with the subject in the title", async () => {
    const asked: string[][] = [];
    platform.use(
      answers("get", "/api/v1/database/{db}/grants", [grant("auth0|1"), grant("auth0|2"), grant("auth0|1-3")]),
      hears("get", SUBJECTS, (request) => void asked.push(new URL(request.url).searchParams.getAll("ids"))),
      answers("get", SUBJECTS, [
        { subject: "kim", name: "김후추" },
        { subject: "auth0|1", name: "Lee" },
        { subject: "auth0|2", name: null },
      ]),
    );

    open("/db/shop/settings?view=grants");

    const row = await screen.findByRole("rowheader", { name: "Lee" });
    expect(row.querySelector("[title='auth0|1']")).not.toBeNull();
    expect(screen.getByRole("rowheader", { name: "auth0|2" })).toBeTruthy();
    expect(screen.getAllByText("김후추").length).toBe(4);
    expect(asked.filter((ids) => ids.includes("auth0|1"))).toHaveLength(1);
    expect(asked.flat().toSorted()).toEqual(["auth0|1", "auth0|1-3", "auth0|2", "kim"]);
  });

  it("whose names cannot be read are shown as the log knows them", async () => {
    platform.use(
      answers("get", "/api/v1/database/{db}/grants", [grant("lee")]),
      refuses("get", SUBJECTS, 503, { code: "unavailable", message: "away" }),
    );

    open("/db/shop/settings?view=grants");

    expect(await screen.findByRole("rowheader", { name: "lee" })).toBeTruthy();
  });
});

describe("one's own name", () => {
  it("is kept beside what else was set", async () => {
    const told: unknown[] = [];
    platform.use(
      answers("get", MINE, { name: "Kim", language: "en", timezone: "UTC" }),
      hears("put", MINE, async (request) => void told.push(await request.json())),
    );
    const { user, container } = open("/me");

    const name = await screen.findByLabelText("Your name");
    expect((name as HTMLInputElement).value).toBe("Kim");
    expect(await violations(container)).toEqual([]);
    await user.clear(name);
    await user.type(name, "Kim Pepper{Enter}");

    expect(await screen.findByText("It is kept. Others see it from now on.")).toBeTruthy();
    expect(told).toEqual([{ language: "en", timezone: "UTC", name: "Kim Pepper" }]);
  });

  it("that is refused says why at the field", async () => {
    prefer({ language: "ko" });
    platform.use(
      refuses("put", MINE, 400, {
        code: "invalid_parameter",
        message: "a name has at most 100 letters",
        path: "/name",
      }),
    );
    const { user } = open("/me");

    await user.type(await screen.findByLabelText("내 이름"), "x{Enter}");

    await waitFor(() => expect(screen.getAllByText(/at most 100 letters/).length).toBeGreaterThan(0));
  });

  it("is reached from one's account", async () => {
    open("/");

    const link = await screen.findByRole("link", { name: "kim: your name and preferences" });
    expect(link.getAttribute("href")).toBe("/me");
  });
});
