/** How a run is signed in: by a pasted token, which asks nobody; that the platform signs one in is a fact of its own. */
import type { Page } from "playwright-core";

export async function signIn(page: Page, origin: string, token: string): Promise<void> {
  // Else the console goes to its issuer by itself: it asks who has just signed out.
  await page.goto(`${origin}/favicon.svg`);
  await page.evaluate(() => sessionStorage.setItem("spice.signed-out", "yes"));
  await page.goto(`${origin}/`);
  await page.locator("#token").fill(token);
  await page.locator("form button[type=submit]").click();
  await page.locator("#content h1").first().waitFor();
  // Signing in goes somewhere itself: whoever goes elsewhere before that has ended is taken back.
  await page.waitForLoadState("networkidle");
}
