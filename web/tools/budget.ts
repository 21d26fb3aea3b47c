/** What is loaded is weighed after each build: more than the budget fails it. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const FIRST_JS = 230;
const FIRST_CSS = 50;
const ROUTE = 90;

function kilobytes(path: string): number {
  return gzipSync(readFileSync(new URL(path, DIST))).length / 1024;
}

const page = readFileSync(new URL("index.html", DIST), "utf8");
const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
const all = readdirSync(new URL("assets/", DIST)).map((name) => `assets/${name}`);
const sum = (paths: readonly string[]) => paths.reduce((total, path) => total + kilobytes(path), 0);

// Blueprint loads these two for icons that are named; nothing here names one, which the browser suite sees to.
const ICONS_BY_NAME = /\/paths-/;
const lazy = all.filter((path) => path.endsWith(".js") && !first.includes(path) && !ICONS_BY_NAME.test(path));
const heaviest = Math.max(0, ...lazy.map(kilobytes));
const weighed = [
  { what: "first load, scripts", is: sum(first.filter((path) => path.endsWith(".js"))), most: FIRST_JS },
  { what: "first load, styles", is: sum(all.filter((path) => path.endsWith(".css"))), most: FIRST_CSS },
  { what: "the heaviest lazy part", is: heaviest, most: ROUTE },
];

if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/.test(page)) {
  console.error("index.html holds what the Content-Security-Policy forbids: an inline script, style or handler");
  process.exitCode = 1;
}
for (const { what, is, most } of weighed) {
  const over = is > most;
  console.log(`${over ? "OVER " : ""}${what}: ${is.toFixed(1)} KB gzip of ${most}`);
  if (over) process.exitCode = 1;
}
