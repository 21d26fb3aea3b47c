import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { open } from "./console";
import { platform } from "./platform";

describe("the settings of a database", () => {
  it("a language and the time zone that are emptied are taken away", async () => {
    const sent: unknown[] = [];
    platform.use(
      http.patch("http://127.0.0.1:8002/api/v1/database/shop", async ({ request }) => {
        sent.push(await request.json());
        const data = { command_id: "01a2293e-8fc4-7eba-8c3c-9fa4beabe7aa", type: "UpdateDatabase", state: "COMPLETED" };
        return HttpResponse.json({ data, errors: [], meta: { request_id: "r" } });
      }),
    );
    const { user } = open("/db/shop/settings");
    expect(await screen.findByRole("button", { name: "Save" })).toHaveProperty("disabled", true);

    await user.clear(screen.getByLabelText("Label in Korean"));
    await user.clear(screen.getByRole("textbox", { name: "Time zone" }));
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(sent).toEqual([{ label: { en: "Spice shop", ko: null }, timezone: null }]));
  });
});
