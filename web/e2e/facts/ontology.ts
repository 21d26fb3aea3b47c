/** A class is changed on a branch, proposed, and merged over a conflict. */
import assert from "node:assert/strict";
import { go } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

export const ONTOLOGY: Facts = {
  "a draft of a class is checked, saved to a branch and proposed": async ({ kim: { page } }) => {
    await go(page, `/db/${DB}/ontology?class=Good`);
    // The page before has a button of the same name.
    await page.getByRole("heading", { level: 1, name: "Ontology" }).waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    await page.locator("#class-label-en").fill("Spice");
    await page.getByText("No problems.").waitFor();
    await page.getByText("New branch and pull request").click();
    await page.locator("#branch-name").fill("spices");
    await page.getByRole("button", { name: "Propose" }).click();

    await page.getByText("It can be merged").waitFor({ timeout: 30_000 });
  },

  "what both branches changed is asked for, tried and merged": async ({ kim: { page }, platform, token }) => {
    await platform.call(token, "PATCH", `/database/${DB}/ontology/Good`, { label: { en: "Ware" } });
    await go(page, `/db/${DB}/changes`);
    await page.getByRole("link", { name: /#1/ }).click();
    await page.getByText("It cannot be merged yet").waitFor();
    await page.getByRole("link", { name: "Conflicts" }).click();
    await page.getByText("Source (theirs)").last().click();
    await page.getByRole("button", { name: "Try the merge" }).click();
    await page.getByText(/changes? would be made/).waitFor();
    await page.getByRole("button", { name: "Merge", exact: true }).click();

    await page.getByText(/Merged by/).waitFor({ timeout: 30_000 });
    const now = await platform.call(token, "GET", `/database/${DB}/ontology/Good`);
    assert.deepEqual((now.data as { label: unknown }).label, { en: "Spice" });
  },

  "what breaks is let break with a reason, on the pull request that breaks it": async ({
    kim: { page },
    platform,
    token,
  }) => {
    const { data } = await platform.call(token, "GET", `/database/${DB}/ontology/Good`);
    const properties = (data as { properties: { name: string }[] }).properties.filter(({ name }) => name !== "stock");
    await platform.call(token, "POST", `/database/${DB}/branches`, { name: "lean", from: "main" });
    await platform.call(token, "PATCH", `/database/${DB}/ontology/Good?branch=lean`, { properties });
    const proposal = { source: "lean", target: "main", title: "No stock" };
    const { data: made } = await platform.call(token, "POST", `/database/${DB}/pull-requests`, proposal);
    const { number } = (made as { result: { number: number } }).result;
    await go(page, `/db/${DB}/pulls/${number}`);
    await page.getByRole("link", { name: "Answer what is in the way" }).click();
    await page.getByLabel(/^Why .*stock.* may break$/).fill("nobody counts it any more");
    await page.getByRole("button", { name: "Let it break" }).click();
    await page.getByRole("button", { name: "Try the merge" }).click();
    await page.getByText(/changes? would be made/).waitFor();
    await page.getByRole("button", { name: "Merge", exact: true }).click();

    await page.getByText(/Merged by/).waitFor({ timeout: 30_000 });
  },
};
