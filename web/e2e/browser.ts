/** A browser as a person has it; whatever it complains about is kept, and fails the run. */
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { signIn } from "./signing-in.ts";

export interface Look {
  readonly theme: "light" | "dark";
  readonly language: "en" | "ko";
  readonly width: number;
  readonly height: number;
}

export const WIDE: Look = { theme: "light", language: "en", width: 1280, height: 800 };

export interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  /** Wait until nothing is asked and nothing is loading. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const PATIENCE = 5000;

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
}

/** Open the console signed in, looking as asked. */
export async function visit(
  browser: Awaited<ReturnType<typeof launch>>,
  origin: string,
  token: string,
  look: Look = WIDE,
): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    locale: look.language === "ko" ? "ko-KR" : "en-US",
    timezoneId: "Asia/Seoul",
    colorScheme: look.theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // A refusal that the page expects and shows is told by the browser too; what it shows is what is tested.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (/\/assets\/paths-/.test(request.url())) complaints.push(`an icon is named, not imported: ${request.url()}`);
  });
  page.on("response", (response) => {
    const part = ["script", "stylesheet", "font"].includes(response.request().resourceType());
    if (part && response.status() >= 400) complaints.push(`a part is missing: ${response.url()}`);
  });
  const asked = new Set<unknown>();
  page.on("request", (request) => asked.add(request));
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
  const settled = async () => {
    const end = Date.now() + PATIENCE;
    for (let quiet = 0; quiet < 3 && Date.now() < end; quiet = asked.size > 0 ? 0 : quiet + 1) {
      await page.waitForTimeout(50);
    }
    asked.clear();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  };
  await signIn(page, origin, token);
  return { page, complaints, settled, close: () => context.close() };
}

/** Change the theme, and wait until the page has it. */
export async function inTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  while ((await page.evaluate(() => document.documentElement.dataset.theme)) !== theme) await page.waitForTimeout(20);
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map((each) => each.finished));
    await new Promise(requestAnimationFrame);
  });
}

/** Go to a page of the console without loading it anew: a token is in memory only. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
}
