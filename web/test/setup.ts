/** What jsdom lacks and components need; the platform that answers in tests. */
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { holdToken } from "../src/api/token";
import { startWords } from "../src/locales";
import { dropDrafts } from "../src/ui/draft";
import { prefer } from "../src/ui/preferences";
import { close } from "./console";
import { platform } from "./platform";

// jsdom has no layout: what is drawn of a long list depends on a height.
for (const [name, value] of [
  ["clientHeight", 600],
  ["clientWidth", 1000],
] as const) {
  Object.defineProperty(Element.prototype, name, { configurable: true, value });
}
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.matchMedia ??= (media) =>
  ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
Element.prototype.scrollTo = () => undefined;
globalThis.scrollTo = () => undefined;

configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => {
  startWords();
  platform.listen({ onUnhandledFrame: "error" });
});
afterEach(() => {
  cleanup();
  close();
  platform.resetHandlers();
  dropDrafts();
  sessionStorage.clear();
  localStorage.clear();
  prefer({ language: "en", zone: "Asia/Seoul", theme: "light", singleKeys: true, folded: false });
  holdToken(null);
});
afterAll(() => platform.close());
