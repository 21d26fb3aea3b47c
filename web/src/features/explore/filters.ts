/** Filters, as the address and as a body has them. */
import type { Schemas } from "../../api/client";

/** A filter as the address and the API write it: `field:op:value`. */
export interface FilterParts {
  readonly field: string;
  readonly op: string;
  readonly value: string;
}

export function partsOf(filter: string): FilterParts {
  const [field = "", op = "", ...value] = filter.split(":");
  return { field, op, value: value.join(":") };
}

export function filterOf({ field, op, value }: FilterParts): string {
  return `${field}:${op}:${value}`;
}

/** The values of an `in`; `\,` is a comma within one. */
export function chosenOf(filters: readonly string[], field: string): readonly string[] {
  const found = filters.map(partsOf).find((parts) => parts.field === field && parts.op === "in");
  if (found === undefined) return [];
  return found.value.split(/(?<!\\),/).map((each) => each.replaceAll("\\,", ","));
}

/** The filters with another choice of a field's values. */
export function withChosen(filters: readonly string[], field: string, values: readonly string[]): string[] {
  const others = filters.filter((each) => !(partsOf(each).field === field && partsOf(each).op === "in"));
  const value = values.map((each) => each.replaceAll(",", "\\,")).join(",");
  return values.length === 0 ? others : [...others, filterOf({ field, op: "in", value })];
}

/** Filters as a body has them. */
export function bodyFilter(filters: readonly string[]): Schemas["Filter"] | undefined {
  if (filters.length === 0) return undefined;
  return { and: filters.map((each) => one(each)) };
}

function one(filter: string): Schemas["Filter"] {
  const { field, op, value } = partsOf(filter);
  const many = op === "in" ? value.split(/(?<!\\),/).map((each) => each.replaceAll("\\,", ",")) : undefined;
  const typed = op === "exists" ? value === "true" : op === "within" ? value.split(",").map(Number) : value;
  return { field, op: op as "eq", value: (many ?? typed) as Schemas["Value"] };
}
