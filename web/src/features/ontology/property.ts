/** Changes of a property as the API takes it: a type has the parts that are its own, and no others. */
import type { Property } from "../../api/queries";
import type { Parts } from "./JsonField";

/** What has no field of its own. */
export const REST = ["default", "items", "properties", "values"] as const;
/** The type that a part is of. */
const OWNERS = { items: "ARRAY", properties: "OBJECT", values: "ENUM" } as const;
const PLAIN = "xsd:string";

/** The property with another type: parts of the old one go, and an ARRAY is one of something. */
export function ofType(property: Property, type: string): Property {
  const next: Parts = { ...property, type };
  for (const [part, owner] of Object.entries(OWNERS)) if (owner !== type) delete next[part];
  if (type === OWNERS.items) next.items ??= { type: PLAIN };
  return next as unknown as Property;
}

/** An ARRAY of another type. */
export function withItems(property: Property, type: string): Property {
  return { ...property, items: { type, ...(type === OWNERS.items && { items: { type: PLAIN } }) } };
}

/** A text of the property; nothing, where it is empty. */
export function withText(property: Property, name: "unit" | "subject", text: string): Property {
  return withRest(property, [name], text === "" ? {} : { [name]: text });
}

export function withConstraints(property: Property, constraints: Parts): Property {
  return withRest(property, ["constraints"], Object.keys(constraints).length > 0 ? { constraints } : {});
}

/** Only what is personal has a subject. */
export function withPersonal(property: Property, personal: boolean): Property {
  return withRest(property, ["personal", "subject"], personal ? { personal } : {});
}

/** What a property says that has no field of its own. */
export function rest(property: Property): Parts {
  return Object.fromEntries(Object.entries(property).filter(([name]) => REST.some((each) => each === name)));
}

/** The property with other parts in the place of some. */
export function withRest(property: Property, names: readonly string[], parts: Parts): Property {
  const kept = Object.entries(property).filter(([name]) => !names.includes(name));
  return { ...Object.fromEntries(kept), ...parts } as unknown as Property;
}
