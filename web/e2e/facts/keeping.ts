/** What is taken along, kept and taken back: files, saved explorations, deletions, protection, a commit of before. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { go } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

const GOODS = `/db/${DB}/explore?class=Good`;

export const KEEPING: Facts = {
  "what was found is saved as a file": async ({ kim: { page } }) => {
    await go(page, `${GOODS}&f=["origin:in:Peru"]`);
    await page.getByText("500 instances").waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const saving = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "NDJSON" }).click();
    const file = await saving;

    const lines = readFileSync(await file.path(), "utf8")
      .trim()
      .split("\n");
    assert.equal(file.suggestedFilename(), "Good.ndjson");
    assert.equal(lines.filter((line) => line.includes('"Peru"')).length, 500);
  },

  "an exploration is saved under a name, and opened again": async ({ kim: { page } }) => {
    await page.getByRole("button", { name: "Saved" }).click();
    await page.locator("#view-name").fill("From Peru");
    await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("dialog").getByRole("link", { name: "From Peru" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await go(page, GOODS);
    await page.getByText("2,000 instances").waitFor();
    await page.getByRole("button", { name: "Saved" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "From Peru" }).click();

    await page.getByText("500 instances").waitFor();
    assert.match(decodeURIComponent(page.url()), /origin:in:Peru/);
  },

  "what was found is deleted, after a dry run, and that is undone": async ({ kim: { page }, platform, token }) => {
    const one = `/database/${DB}/instances/Good/G-00010`;
    await go(page, `${GOODS}&f=["code:eq:G-00010"]`);
    await page.getByText("1 instance", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Change 1…" }).click();
    await page.getByRole("radio", { name: "Delete it" }).check({ force: true });
    await page.locator("#bulk-reason").fill("sold out");
    await page.getByRole("button", { name: "Try without changing" }).click();
    await page.getByText("1 would be changed.").waitFor({ timeout: 30_000 });
    assert.equal((await platform.call(token, "GET", one)).status, 200);
    await page.getByRole("button", { name: "Change 1", exact: true }).click();
    await page.getByText("1 was changed.").waitFor({ timeout: 30_000 });
    assert.equal((await platform.call(token, "GET", one)).status, 404);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("1 was undone.").waitFor({ timeout: 30_000 });

    assert.equal((await platform.call(token, "GET", one)).status, 200);
    await page.getByRole("button", { name: "Close" }).last().click();
  },

  "a branch that is protected takes no commit but of those who are named": async ({ kim, platform, token }) => {
    const { page } = kim;
    await platform.call(token, "POST", `/database/${DB}/branches`, { name: "aside", from: "main" });
    await go(page, `/db/${DB}/changes?view=branches`);
    const row = page.getByRole("row", { name: /^aside/ });
    await row.getByRole("button", { name: "Protection" }).click();
    await page.getByLabel(/^Protected:/).check({ force: true });
    await page.locator("#writers").fill("lee");
    await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await row.getByText("protected", { exact: true }).waitFor();

    const label = { label: { en: "Mine" } };
    const refused = await platform.call(token, "PATCH", `/database/${DB}/ontology/Good?branch=aside`, label);
    assert.equal(refused.status, 403);
  },

  "main is rolled back to a commit of before, by a new one": async ({ kim: { page }, platform, token }) => {
    const labelled = async () => {
      const now = await platform.call(token, "GET", `/database/${DB}/ontology/Good`);
      return (now.data as { label: { en: string } }).label.en;
    };
    const before = await labelled();
    await platform.call(token, "PATCH", `/database/${DB}/ontology/Good`, { label: { en: "By mistake" } });
    assert.equal(await labelled(), "By mistake");
    await go(page, `/db/${DB}/changes?view=commits`);
    const commits = page.locator('main a[href*="/commits/"]');
    await commits.nth(1).waitFor();
    await go(page, (await commits.nth(1).getAttribute("href")) ?? "");
    await page.getByRole("button", { name: "Roll main back to this" }).click();
    await page.locator("#ask-reason").fill("it was a mistake");
    await page.getByRole("dialog").getByRole("button", { name: "Roll main back to this" }).click();
    await page.waitForURL(/view=commits/, { timeout: 30_000 });

    assert.equal(await labelled(), before);
  },
};
