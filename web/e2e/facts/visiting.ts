/** Who comes, with which rights and by which way. */
import assert from "node:assert/strict";
import { go, visit } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

export const VISITING: Facts = {
  "who may only look sees no button that would be refused": async ({ browser, platform, token }) => {
    await platform.call(token, "PUT", `/database/${DB}/grants/viewer`, { role: "viewer" });
    const seen = await visit(browser, platform.origin, platform.token("viewer"));
    await go(seen.page, `/db/${DB}/i/Good/G-00002`);
    await seen.page.getByText("Version 1").waitFor();

    assert.equal(await seen.page.getByRole("button", { name: "Edit" }).isDisabled(), true);
    assert.equal(await seen.page.getByRole("link", { name: "Operations" }).count(), 0);
    await seen.close();
  },

  "whoever is signed out comes back to the page that was left": async ({ browser, platform, token }) => {
    const seen = await visit(browser, platform.origin, token);
    await go(seen.page, `/db/${DB}/activity?view=audit`);
    await seen.page.getByRole("button", { name: "Sign out" }).click();
    await seen.page.locator("#token").fill(token);
    await seen.page.locator("form button[type=submit]").click();

    await seen.page.waitForURL(/activity\?view=audit/);
    await seen.close();
  },

  "whoever comes from the command line is signed in by the platform itself": async ({ browser, platform }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(platform.opening("kim"));

    await page.locator("nav .place").first().waitFor();
    await context.close();
  },
};
