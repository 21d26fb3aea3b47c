/** Pictures of every screen of a running platform, to be looked at: `node e2e/look.ts ORIGIN TOKEN-FILE DB FOLDER [LOOK…]`. */
import { mkdirSync, readFileSync } from "node:fs";
import { go, type Look, launch, visit, WIDE } from "./browser.ts";

const [origin = "", tokenFile = "", db = "", folder = "", ...names] = process.argv.slice(2);
const LOOKS: Record<string, Look> = {
  light: WIDE,
  dark: { ...WIDE, theme: "dark" },
  ko: { ...WIDE, language: "ko" },
  narrow: { ...WIDE, language: "ko", width: 375, height: 812 },
};
const only = process.env.ONLY?.split(",");

const id = encodeURIComponent(process.env.INSTANCE ?? "UA~1545~EWR~2013-01-01T10:00:00Z");
const PAGES: Record<string, string> = {
  home: "/",
  overview: `/db/${db}`,
  explore: `/db/${db}/explore?class=Flight&f=["origin:in:JFK"]`,
  search: `/db/${db}/explore?class=Airport&q=kennedy`,
  instance: `/db/${db}/i/Flight/${id}`,
  past: `/db/${db}/i/Flight/${id}?v=1&cmp=true`,
  links: `/db/${db}/i/Flight/${id}?tab=links`,
  history: `/db/${db}/i/Flight/${id}?tab=history`,
  lineage: `/db/${db}/i/Flight/${id}?tab=lineage`,
  json: `/db/${db}/i/Flight/${id}?tab=json`,
  gone: `/db/${db}/i/Flight/nothing`,
  new: `/db/${db}/new/Flight`,
  ontology: `/db/${db}/ontology?class=Flight`,
  graph: `/db/${db}/ontology?class=Flight&view=graph`,
  near: `/db/${db}/i/Airport/JFK?tab=graph`,
  pulls: `/db/${db}/changes`,
  branches: `/db/${db}/changes?view=branches`,
  commits: `/db/${db}/changes?view=commits`,
  diff: `/db/${db}/diff?from=main&to=main`,
  imports: `/db/${db}/imports`,
  import: `/db/${db}/imports/new`,
  sheets: `/db/${db}/imports/sheets`,
  activity: `/db/${db}/activity`,
  audit: `/db/${db}/activity?view=audit`,
  events: `/db/${db}/activity?view=events`,
  settings: `/db/${db}/settings`,
  grants: `/db/${db}/settings?view=grants`,
  webhooks: `/db/${db}/settings?view=webhooks`,
  me: "/me",
  health: "/ops",
  alarms: "/ops/alarms",
  lag: "/ops/lag",
  dead: "/ops/dead-letters",
  verify: "/ops/verify",
};

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const name of names.length > 0 ? names : Object.keys(LOOKS)) {
  const look = LOOKS[name];
  if (look === undefined) throw new Error(`no look is called ${name}: ${Object.keys(LOOKS).join(", ")}`);
  const { page, complaints, settled, close } = await visit(
    browser,
    origin,
    readFileSync(tokenFile, "utf8").trim(),
    look,
  );
  for (const [title, path] of Object.entries(PAGES)) {
    if (only !== undefined && !only.includes(title)) continue;
    await go(page, path);
    await settled();
    await page.screenshot({ path: `${folder}/${title}-${name}.png` });
  }
  for (const complaint of new Set(complaints)) console.log(`${name}: ${complaint}`);
  await close();
}
await browser.close();
