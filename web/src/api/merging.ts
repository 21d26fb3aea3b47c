/** Two people changed one instance: what only one side touched merges itself, the rest is asked. */
import { isExact, same } from "./numbers";

export type Data = Record<string, unknown>;

export interface Clash {
  readonly field: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

/**
 * The fields that an edit changes, as a merge patch (RFC 7396) has them: `null` removes, within objects as well.
 * `whole` are fields whose values replace instead, as personal ones do.
 */
export function patchOf(before: Data, after: Data, whole: readonly string[] = []): Data {
  const patch: Data = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[field], after[field])) continue;
    patch[field] = whole.includes(field) ? (after[field] ?? null) : change(before[field], after[field]);
  }
  return patch;
}

/** A value with `null` for all that is gone from it. */
function change(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after ?? null;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries([...names].map((name) => [name, change(before[name], after[name])]));
}

function isObject(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExact(value);
}

/** Fields that both sides changed, and not to the same. */
export function clashesOf(base: Data, mine: Data, theirs: Data): Clash[] {
  const changed = Object.keys(patchOf(base, mine));
  const others = new Set(Object.keys(patchOf(base, theirs)));
  return changed
    .filter((field) => others.has(field) && !same(mine[field], theirs[field]))
    .map((field) => ({ field, base: base[field], mine: mine[field], theirs: theirs[field] }));
}

/** My edit on top of theirs; of a clash, the side that was chosen. */
export function rebased(
  base: Data,
  mine: Data,
  theirs: Data,
  chosen: Readonly<Record<string, "mine" | "theirs">>,
): Data {
  const result: Data = { ...theirs };
  for (const field of Object.keys(patchOf(base, mine))) {
    if (chosen[field] === "theirs") continue;
    if (mine[field] === undefined) delete result[field];
    else result[field] = mine[field];
  }
  return result;
}
