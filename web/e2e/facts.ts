/** What a person does with the console, from the first database to a merge; each fact stands on those before it. */
import assert from "node:assert/strict";
import { violations } from "./axe.ts";
import { go, inTheme, type launch, type Visit, visit, WIDE } from "./browser.ts";
import type { Platform } from "./platform.ts";

export interface World {
  readonly platform: Platform;
  readonly browser: Awaited<ReturnType<typeof launch>>;
  readonly kim: Visit;
  readonly token: string;
  readonly other: string;
}

export type Fact = (world: World) => Promise<void>;

const DB = "shop";
const ROWS = 2000;

function goods(): string {
  const lines = ["code,title,origin,price,stock"];
  const origins = ["Korea", "Peru", "India", "Spain"];
  for (let row = 1; row <= ROWS; row++) {
    lines.push(`G-${String(row).padStart(5, "0")},Pepper ${row},${origins[row % 4]},${(row % 97) + 0.25},${row % 500}`);
  }
  return lines.join("\n");
}

export const FACTS: Readonly<Record<string, Fact>> = {
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

  "a draft of a class is checked, saved to a branch and proposed": async ({ kim: { page } }) => {
    await go(page, `/db/${DB}/ontology?class=Good`);
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

  "operations tell that all is well and nothing is stuck": async ({ kim: { page } }) => {
    await go(page, "/ops");
    await page.getByText("The platform is ready").waitFor();
    await page.getByRole("link", { name: "Dead letters" }).click();

    await page.getByText("Nothing is stuck").waitFor();
  },

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

  "no page is wrong in the eyes of axe, light, dark or narrow": async ({ browser, platform, token, kim }) => {
    const wrong: string[] = [];
    const wide = await visit(browser, platform.origin, token);
    for (const path of PATHS) {
      await go(wide.page, path);
      await wide.settled();
      for (const theme of ["dark", "light"] as const) {
        await inTheme(wide.page, theme);
        wrong.push(
          ...(await violations(wide.page, { colours: theme === "dark" })).map((each) => `${path} (${theme}): ${each}`),
        );
      }
    }
    const narrow = await visit(browser, platform.origin, token, { ...WIDE, language: "ko", width: 375 });
    for (const [index, path] of PATHS.entries()) {
      await go(narrow.page, path);
      await narrow.settled();
      const over = await narrow.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wrong.push(`${path} (narrow): ${over} px wider than the window`);
      if (index >= NARROW) continue;
      wrong.push(...(await violations(narrow.page)).map((each) => `${path} (narrow): ${each}`));
    }
    for (const seen of [wide, narrow]) {
      kim.complaints.push(...seen.complaints);
      await seen.close();
    }

    assert.deepEqual(wrong, []);
  },

  "the browser complained of nothing": async ({ kim }) => {
    assert.deepEqual([...new Set(kim.complaints)], []);
  },
};

const NARROW = 6;
const PATHS = [
  "/",
  `/db/${DB}`,
  `/db/${DB}/explore`,
  `/db/${DB}/i/Good/G-00001`,
  `/db/${DB}/ontology`,
  `/db/${DB}/pulls/1`,
  `/db/${DB}/ontology?view=graph`,
  `/db/${DB}/i/Good/G-00001?v=1&cmp=true`,
  `/db/${DB}/i/Good/G-00001?tab=links`,
  `/db/${DB}/i/Good/G-00001?tab=history`,
  `/db/${DB}/i/Good/G-00001?tab=graph`,
  `/db/${DB}/i/Good/G-00001?tab=lineage`,
  `/db/${DB}/i/Good/G-00001?tab=json`,
  `/db/${DB}/i/Good/missing`,
  `/db/${DB}/new/Good`,
  `/db/${DB}/changes`,
  `/db/${DB}/changes?view=branches`,
  `/db/${DB}/changes?view=commits`,
  `/db/${DB}/diff?from=main&to=spices`,
  `/db/${DB}/pulls/1?tab=diff`,
  `/db/${DB}/imports`,
  `/db/${DB}/imports/new`,
  `/db/${DB}/imports/sheets`,
  `/db/${DB}/activity`,
  `/db/${DB}/activity?view=audit`,
  `/db/${DB}/activity?view=events`,
  `/db/${DB}/settings`,
  `/db/${DB}/settings?view=grants`,
  `/db/${DB}/settings?view=webhooks`,
  `/db/${DB}/settings?view=erasure`,
  "/me",
  "/ops",
  "/ops?view=alarms",
  "/ops?view=lag",
  "/ops?view=dead-letters",
  "/ops?view=verify",
];
