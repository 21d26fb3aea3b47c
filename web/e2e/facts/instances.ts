/** One instance: changed by two at once, looked at in its past, restored. */
import assert from "node:assert/strict";
import { go } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

export const INSTANCES: Facts = {
  "two who change one field choose between them": async ({ kim, platform, other }) => {
    const { page } = kim;
    await go(page, `/db/${DB}/i/Good/G-00001`);
    await page.getByRole("button", { name: "Edit" }).click();
    await page.locator("#field-title").fill("Mine");
    await platform.call(platform.token(other), "PATCH", `/database/${DB}/instances/Good/G-00001`, {
      data: { title: "Theirs", stock: 7 },
      reason: "counted",
    });
    await page.getByRole("button", { name: "Save 1 change" }).click();
    await page.getByText("Both of you changed the same fields").first().waitFor();
    await page.getByText("Mine", { exact: true }).last().click();
    await page.getByRole("button", { name: "Take these" }).click();
    await page.getByRole("button", { name: "Save 1 change" }).click();
    await page.getByText("Version 3", { exact: true }).waitFor();
    await kim.settled();

    const now = await platform.call(platform.token(other), "GET", `/database/${DB}/instances/Good/G-00001`);
    const { data } = now.data as { data: Record<string, unknown> };
    assert.deepEqual([data.title, data.stock], ["Mine", 7]);
  },

  "the past is looked at, compared with now, and restored": async ({ kim: { page } }) => {
    await page.getByLabel("Version", { exact: true }).focus();
    await page.keyboard.press("Home");
    await page.getByText("The past: version 1, read only").waitFor();
    await page.getByRole("link", { name: "Compare with now" }).click();
    await page.locator("tr.changed").first().waitFor();
    await page.getByRole("button", { name: "Restore this" }).click();
    await page.locator("#ask-reason").fill("it was better");
    await page.getByRole("dialog").getByRole("button", { name: "Restore this" }).click();

    await page.getByText("Version 4", { exact: true }).waitFor();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("it was better").waitFor();
  },
};
