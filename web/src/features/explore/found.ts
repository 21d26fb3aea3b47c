/** What an exploration asks: its filters, its columns, its facets. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas, waiting } from "../../api/client";
import { afterLast, whileStirred } from "../../api/command";
import { type Class, keepWithin, type Property } from "../../api/queries";
import { isComposite, isCounted, isMoment, isNumber } from "../../ui/types";
import { bodyFilter, partsOf } from "./filters";

export type Hit = Schemas["Hit"];

export interface Exploration {
  readonly class?: string | undefined;
  readonly q?: string | undefined;
  readonly f?: readonly string[] | undefined;
  readonly sort?: string | undefined;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly unit?: string | undefined;
  readonly relationship: boolean;
  /** It is of the key, and never changes. */
  readonly key: boolean;
  readonly values?: Property["values"];
}

const OWN = ["_id", "_class", "_version", "_created_at", "_updated_at", "_updated_by"] as const;
const OWN_TYPES: Record<string, string> = {
  _version: "xsd:integer",
  _created_at: "xsd:dateTime",
  _updated_at: "xsd:dateTime",
};

/** All that can be shown, sorted and asked of a class. */
export function fieldsOf(
  shape: Class | undefined,
  label: (named: { name: string; label?: Class["label"] }) => string,
  ownLabel: (name: (typeof OWN)[number]) => string,
): Field[] {
  const keys = shape?.key ?? [];
  const properties = (shape?.properties ?? []).map((each) => ({
    name: each.name,
    type: each.type,
    label: label(each),
    unit: each.unit,
    values: each.values,
    relationship: false,
    key: keys.includes(each.name),
  }));
  const relationships = (shape?.relationships ?? []).map((each) => ({
    name: each.name,
    type: "xsd:string",
    label: label(each),
    relationship: true,
    key: keys.includes(each.name),
  }));
  const own = OWN.map((name) => ({
    name,
    type: OWN_TYPES[name] ?? "xsd:string",
    label: ownLabel(name),
    relationship: false,
    key: false,
  }));
  const all = [...properties, ...relationships];
  const first = keys.flatMap((key) => all.filter((each) => each.name === key));
  return [...first, ...all.filter((each) => !keys.includes(each.name)), ...own];
}

export function isSortable(field: Field): boolean {
  return !isComposite(field.type);
}

const MOST_FACETS = 6;

/** Fields whose values can be counted one by one. */
export function countable(fields: readonly Field[], keys: readonly string[]): Field[] {
  const few = fields.filter((each) => !each.name.startsWith("_") && (each.relationship || isCounted(each.type)));
  // The only key tells one instance from the others: counting it says nothing.
  return few.filter((each) => !(keys.length === 1 && keys[0] === each.name));
}

/** Those that are counted: what the address names, else the first. */
export function facetFields(all: readonly Field[], named: readonly string[] | undefined): Field[] {
  return named === undefined ? all.slice(0, MOST_FACETS) : all.filter((each) => named.includes(each.name));
}

export function measured(fields: readonly Field[]): Field[] {
  return fields.filter((each) => isNumber(each.type) || isMoment(each.type));
}

/** Filters whose field the class has; the others are shown in red, and not asked. */
export function known(filters: readonly string[], fields: readonly Field[]): string[] {
  return filters.filter((each) => fields.some((field) => field.name === partsOf(each).field.split(".")[0]));
}

function asked({ class: name, q, f, sort }: Exploration) {
  return {
    ...(name !== undefined && { class: name }),
    ...(q !== undefined && { q, highlight: true }),
    ...(f !== undefined && f.length > 0 && { filter: [...f] }),
    ...(sort !== undefined && { sort: [sort] }),
  };
}

export function hits(db: string, wanted: Exploration, facets: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: [db, "instances", wanted, facets],
    queryFn: async ({ pageParam }) => {
      const first = pageParam === "";
      const query = {
        ...asked(wanted),
        limit: 200,
        ...(first ? { facet: [...facets], ...afterLast(db) } : { cursor: pageParam }),
      };
      const { body } = await read(
        api.GET("/api/v1/database/{db}/instances", { params: { path: { db }, query, header: waiting(5) } }),
      );
      return body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
    refetchInterval: () => whileStirred(db),
    placeholderData: keepWithin(db),
  });
}

/** The counts of a field that is filtered by, as if it were not. */
export function facetOf(db: string, wanted: Exploration, field: string) {
  const others = (wanted.f ?? []).filter((each) => partsOf(each).field !== field);
  return queryOptions({
    queryKey: [db, "facet", { ...wanted, f: others }, field],
    queryFn: async () => {
      const query = { ...asked({ ...wanted, f: others, sort: undefined }), facet: [field], limit: 1 };
      const { body } = await read(api.GET("/api/v1/database/{db}/instances", { params: { path: { db }, query } }));
      return body.meta.facets?.[field] ?? [];
    },
    placeholderData: keepWithin(db),
  });
}

const MORE_VALUES = 100;

/** More values of a field, those that begin so, and how many hits have none. */
export function moreOf(db: string, wanted: Exploration, field: string, prefix: string) {
  const others = (wanted.f ?? []).filter((each) => partsOf(each).field !== field);
  return queryOptions({
    queryKey: [db, "facet", { ...wanted, f: others }, field, prefix],
    queryFn: async () => {
      const facet = { field, size: MORE_VALUES, missing: true, ...(prefix !== "" && { prefix }) };
      const filter = bodyFilter(others);
      const body = {
        ...(wanted.class !== undefined && { class: wanted.class }),
        ...(wanted.q !== undefined && { q: wanted.q }),
        ...(filter !== undefined && { filter }),
        facets: [facet],
        limit: 1,
      };
      const told = await read(api.POST("/api/v1/database/{db}/instances/search", { params: { path: { db } }, body }));
      return (told.body.meta.facets?.[field] ?? []) as readonly Schemas["FacetCount"][];
    },
    placeholderData: keepWithin(db),
  });
}

export type AggregateBody = Schemas["AggregateBody"];

export function figures(db: string, body: AggregateBody) {
  return queryOptions({
    queryKey: [db, "aggregate", body],
    queryFn: () => dataOf(api.POST("/api/v1/database/{db}/instances/aggregate", { params: { path: { db } }, body })),
    placeholderData: keepWithin(db),
  });
}
