/** A class taken apart and put together again, so that two edits of it meet property by property. */
import type { Schemas } from "../../api/client";
import { clashesOf, type Data, patchOf, rebased } from "../../api/merging";
import { same } from "../../api/numbers";
import type { Class, Property, Relationship } from "../../api/queries";

export type ClassBody = Schemas["ClassBody"];
export type Operation = Schemas["Operation"];

type Part = Property | Relationship;

function flat(shape: Class): Data {
  const { properties = [], relationships = [], ...rest } = shape;
  const parts: Data = { ...rest };
  for (const each of properties) parts[`property ${each.id ?? each.name}`] = each;
  for (const each of relationships) parts[`relationship ${each.id ?? each.name}`] = each;
  return parts;
}

function together(parts: Data): Class {
  const rest: Data = {};
  const properties: unknown[] = [];
  const relationships: unknown[] = [];
  for (const [name, value] of Object.entries(parts)) {
    if (name.startsWith("property ")) properties.push(value);
    else if (name.startsWith("relationship ")) relationships.push(value);
    else rest[name] = value;
  }
  return { ...rest, properties, relationships } as unknown as Class;
}

/** My edit on top of the branch's new head: mine stays where both changed one part; those parts are named. */
export function onto(
  base: Class,
  mine: Class,
  head: Class,
): { readonly shape: Class; readonly clashes: readonly string[] } {
  const [one, two, three] = [flat(base), flat(mine), flat(head)];
  const clashes = clashesOf(one, two, three).map((each) => each.field.replace(/^(property|relationship) /, ""));
  return { shape: together(rebased(one, two, three, {})), clashes };
}

const FRESH = "new ";

/** An id that a new part has in its draft alone: the platform gives it its own. */
export function freshId(): string {
  return FRESH + crypto.randomUUID();
}

/** Whether a part is new. */
export function isFresh({ id }: Part): boolean {
  return id === undefined || id.startsWith(FRESH);
}

/** A class as it is given: new parts without the ids of the draft. */
function given(shape: Class): Class {
  const { properties, relationships, ...rest } = shape;
  return {
    ...rest,
    ...(properties && { properties: properties.map(told) }),
    ...(relationships && { relationships: relationships.map(told) }),
  };
}

function told<P extends Part>(part: P): P {
  if (!isFresh(part)) return part;
  const { id: _, ...rest } = part;
  return rest as P;
}

/** The operations that make one class of another; a list of properties replaces, so all of it is sent. */
export function operations(before: Class | null, draft: Class): Operation[] {
  const after = given(draft);
  if (before === null) return [{ op: "create", class: bodyOf(after) }];
  const made: Operation[] = [];
  if (before.name !== after.name) made.push({ op: "rename", class: before.name, to: after.name });
  const patch = patchOf(before as unknown as Data, after as unknown as Data);
  delete patch.name;
  delete patch.id;
  if (Object.keys(patch).length > 0) made.push({ op: "update", name: after.name, patch: patch as ClassBody });
  return made;
}

function bodyOf(shape: Class): ClassBody {
  const { id: _, ...body } = shape;
  return body as ClassBody;
}

export function unchanged(before: Class | null, after: Class): boolean {
  return before !== null && same(before, after);
}

/** An empty class. */
export function emptyClass(): Class {
  return { id: "", name: "", label: {}, parent: null, abstract: false, key: [], properties: [], relationships: [] };
}

export function replaced<P extends Part>(parts: readonly P[], at: number, part: P): P[] {
  return parts.map((each, index) => (index === at ? part : each));
}

export function moved<P extends Part>(parts: readonly P[], at: number, by: number): P[] {
  const next = [...parts];
  const [part] = next.splice(at, 1);
  if (part !== undefined) next.splice(at + by, 0, part);
  return next;
}
