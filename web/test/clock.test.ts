import { afterEach, expect, it } from "vitest";
import { clockAhead, now, setClock } from "../src/ui/clock";

afterEach(() => setClock(new Headers({ Date: new Date().toUTCString() })));

it("the platform's time counts, however wrong the browser's clock is", () => {
  setClock(new Headers({ Date: new Date(Date.now() + 3_600_000).toUTCString() }));

  expect(Math.abs(clockAhead() - 3600)).toBeLessThan(2);
  expect(Math.abs(now() - Date.now() - 3_600_000)).toBeLessThan(2000);
});

it("an answer of a cache is as old as it says", () => {
  setClock(new Headers({ Date: new Date(Date.now() - 60_000).toUTCString(), Age: "60" }));

  expect(Math.abs(clockAhead())).toBeLessThan(2);
});

it("an answer that names no time changes nothing", () => {
  const before = clockAhead();

  setClock(new Headers());

  expect(clockAhead()).toBe(before);
});
