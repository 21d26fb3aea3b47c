/** A database, a file of goods, and what was brought in explored and changed. */
import assert from "node:assert/strict";
import { go } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

const ROWS = 2000;

function goods(): string {
  const lines = ["code,title,origin,price,stock"];
  const origins = ["Korea", "Peru", "India", "Spain"];
  for (let row = 1; row <= ROWS; row++) {
    lines.push(`G-${String(row).padStart(5, "0")},Pepper ${row},${origins[row % 4]},${(row % 97) + 0.25},${row % 500}`);
  }
  return lines.join("\n");
}

export const EXPLORING: Facts = {
  "who has no database is told what one is, and makes one": async ({ kim: { page } }) => {
    await page.getByRole("button", { name: "New database" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill(DB);
    await page.getByLabel("Label in English").fill("Spice shop");
    await page.getByRole("button", { name: "Create" }).click();

    await page.getByRole("heading", { level: 1, name: "Spice shop" }).waitFor();
  },

  "a file of two thousand rows becomes a class and its instances": async ({ kim, platform, token, other }) => {
    const { page } = kim;
    await platform.call(token, "PUT", `/database/${DB}/grants/${other}`, { role: "owner" });
    await go(page, `/db/${DB}/imports/new`);
    await page
      .locator("#file")
      .setInputFiles({ name: "goods.csv", mimeType: "text/csv", buffer: Buffer.from(goods()) });
    await page.getByRole("columnheader", { name: "Taken for" }).waitFor({ timeout: 30_000 });
    const confirm = page.getByRole("button", { name: "All of them are right" });
    if (await confirm.isVisible()) await confirm.click();
    await page.getByRole("button", { name: "Make the class and try" }).click();
    await page.getByText("2,000 rows would go in, 0 would not.").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Bring in", exact: true }).click();

    await page.getByText("completed").first().waitFor({ timeout: 90_000 });
    assert.match((await page.locator("dl.pairs").textContent()) ?? "", /2,000 \/ 2,000/);
  },

  "facets narrow what is found, and the address keeps it": async ({ kim }) => {
    const { page } = kim;
    await page.locator("dl.pairs a").click();
    await page.getByText("2,000 instances").waitFor({ timeout: 60_000 });
    await page.getByRole("checkbox", { name: /Peru/ }).check({ force: true });
    await page.getByText("500 instances").waitFor();
    await page.getByRole("button", { name: "price" }).click();
    await kim.settled();

    assert.match(decodeURIComponent(page.url()), /origin:in:Peru/);
    assert.match(page.url(), /sort=price/);
    await page.goBack();
    await page.goBack();
    await page.getByText("2,000 instances").waitFor();
  },

  "a grid is walked through by keys alone": async ({ kim: { page } }) => {
    await page.locator('[data-cell="0:0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-cell") === "1:1");
    await page.keyboard.press("Space");
    await page.getByText("1 is selected").waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("Control+End");
    await page.waitForFunction(() => Number(document.activeElement?.getAttribute("data-cell")?.split(":")[0]) >= 199);
    await page.keyboard.press("Control+Home");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-cell") === "0:0");
    await page.keyboard.press("Enter");

    await page.waitForURL(/\/i\//);
  },

  "all that was found is changed at once, after a dry run": async ({ kim: { page } }) => {
    await page.goBack();
    await page.getByRole("checkbox", { name: /Spain/ }).check({ force: true });
    await page.getByRole("button", { name: "Change all 500…" }).click();
    await page.getByLabel("Field", { exact: true }).selectOption("title");
    await page.locator("#bulk-value").fill("Pimentón");
    await page.locator("#bulk-reason").fill("one name for all");
    await page.getByRole("button", { name: "Try without changing" }).click();
    await page.getByText("500 would be changed.").waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "Change 500", exact: true }).click();
    await page.getByText("500 were changed.").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Close" }).last().click();

    await page.locator('[role="gridcell"]', { hasText: "Pimentón" }).first().waitFor();
  },
};
