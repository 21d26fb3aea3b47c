/** Every page in the eyes of axe and of the browser. */
import assert from "node:assert/strict";
import { violations } from "../axe.ts";
import { go, inTheme, visit, WIDE } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

const NARROW = 6;
const PATHS = [
  "/",
  `/db/${DB}`,
  `/db/${DB}/explore`,
  `/db/${DB}/explore?fig=count&hist=price&facet=["title"]`,
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
  `/db/${DB}/changes?view=commits&path=Good`,
  `/db/${DB}/diff?from=main&to=spices`,
  `/db/${DB}/pulls/1?tab=diff`,
  `/db/${DB}/pulls/2?tab=conflicts`,
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
  "/ops/alarms",
  "/ops/lag",
  "/ops/dead-letters",
  "/ops/verify",
];

export const EVERY_PAGE: Facts = {
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
