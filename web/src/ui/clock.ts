/** What time it is for the platform: a browser's clock may be hours off. */
const SECOND = 1000;

let offset = 0;

/** Take the time that an answer names; one that comes from a cache says how old it is. */
export function setClock(headers: Headers, now = Date.now()): void {
  const told = Date.parse(headers.get("Date") ?? "");
  const age = Number(headers.get("Age") ?? 0) * SECOND;
  if (Number.isFinite(told)) offset = told + (Number.isFinite(age) ? age : 0) - now;
}

/** The platform's time, in milliseconds. */
export function now(): number {
  return Date.now() + offset;
}

/** By how many seconds the platform's clock is ahead of this one. */
export function clockAhead(): number {
  return Math.round(offset / SECOND);
}
