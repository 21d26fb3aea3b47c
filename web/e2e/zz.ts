/** Run the facts one after the other, and say how many hold: `node e2e/run.ts`. */
import { mkdirSync } from "node:fs";
import { launch, visit } from "./browser.ts";
import type { World } from "./facts/world.ts";
import { FACTS } from "./facts.ts";
import { startPlatform } from "./platform.ts";

const FAILURES = "test-results";

async function run(world: World): Promise<{ passed: number; failed: number }> {
  let [passed, failed] = [0, 0];
  for (const [name, fact] of Object.entries(FACTS)) {
    const began = performance.now();
    try {
      await fact(world);
      passed += 1;
      console.log(`ok   ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n${String(error)}\n`);
      mkdirSync(FAILURES, { recursive: true });
      await world.kim.page.screenshot({ path: `${FAILURES}/${failed}.png` });
    }
  }
  return { passed, failed };
}

const platform = await startPlatform();
const browser = await launch();
try {
  const token = platform.token("kim", "admin");
  const kim = await visit(browser, platform.origin, token);
  kim.page.setDefaultTimeout(15_000); kim.page.on("response", async (r) => { if (/audit|erase/.test(r.url())) console.log(r.status(), r.url().slice(-150), r.request().headers()["prefer"], (await r.text()).slice(0, 200)); });
  const { passed, failed } = await run({ platform, browser, kim, token, other: "lee" });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await browser.close();
  await platform.stop();
}
