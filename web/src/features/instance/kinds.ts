/** The kinds of links that an instance of a class may have, as the ontology has them. */
import { type Class, whole } from "../../api/queries";
import type { Kind } from "./reads";

export function kindsOf(classes: readonly Class[], name: string): Kind[] {
  const own = (whole(classes, name)?.relationships ?? []).map((each) => ({
    relationship: each.name,
    direction: "out" as const,
    class: each.target,
    inverse: each.inverse ?? undefined,
  }));
  const family = familyOf(classes, name);
  const others = classes.flatMap((from) =>
    (from.relationships ?? [])
      .filter((each) => family.includes(each.target))
      .map((each) => ({
        relationship: each.name,
        direction: "in" as const,
        class: from.name,
        inverse: each.inverse ?? undefined,
      })),
  );
  return [...own, ...others];
}

/** A class and its parents. */
function familyOf(classes: readonly Class[], name: string): string[] {
  const parent = classes.find((each) => each.name === name)?.parent;
  return parent ? [name, ...familyOf(classes, parent)] : [name];
}
