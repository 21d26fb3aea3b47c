/** Facets: the values of a field with their counts, and a histogram of what is measured. */
import { Checkbox, HTMLSelect } from "@blueprintjs/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCount } from "../../ui/labels";
import { chosenOf, type Exploration, type Field, facetOf, hits, measured, partsOf, withChosen } from "./found";
import { Histogram } from "./Histogram";

interface Narrowing {
  readonly db: string;
  readonly wanted: Exploration;
  /** Those that the class does not know too: they stay in the address. */
  readonly all: readonly string[];
  readonly fields: readonly Field[];
  readonly counted: readonly Field[];
  readonly onChange: (filters: string[]) => void;
}

export function Facets(narrowing: Narrowing) {
  const { t } = useTranslation();
  const { db, wanted, all, fields, counted, onChange } = narrowing;
  const names = counted.map((each) => each.name);
  const { data } = useInfiniteQuery(hits(db, wanted, names));
  const figures = measured(fields);
  const [shown, setShown] = useState("");
  const drawn = figures.find((each) => each.name === shown);
  const told = data?.pages[0]?.meta.facets ?? {};
  return (
    <section className="facets" aria-label={t("explore.facets")}>
      {figures.length > 0 ? (
        <div className="facet">
          <HTMLSelect
            fill
            aria-label={t("explore.distribution")}
            value={shown}
            onChange={(event) => setShown(event.target.value)}
          >
            <option value="">{t("explore.distribution")}</option>
            {figures.map((each) => (
              <option key={each.name} value={each.name}>
                {each.label}
              </option>
            ))}
          </HTMLSelect>
          {drawn ? (
            <Histogram key={drawn.name} db={db} wanted={wanted} field={drawn} all={all} onChange={onChange} />
          ) : null}
        </div>
      ) : null}
      {counted.map((field) => (
        <Facet key={field.name} {...narrowing} field={field} told={told[field.name]} />
      ))}
      {counted.length === 0 && figures.length === 0 ? <p className="muted">{t("explore.noFacets")}</p> : null}
    </section>
  );
}

const WHOLE_FACET = 20;

/** A field whose most frequent values are there once: counting it says nothing. */
function repeatsNothing(counts: readonly Counted[]): boolean {
  return counts.length >= WHOLE_FACET && counts.every((each) => each.count === 1);
}

interface Counted {
  readonly value: unknown;
  readonly count: number;
}

function Facet({
  db,
  wanted,
  all,
  field,
  told,
  onChange,
}: Narrowing & { field: Field; told: readonly Counted[] | undefined }) {
  const count = useCount();
  const chosen = chosenOf(all, field.name);
  const filtered = (wanted.f ?? []).some((each) => partsOf(each).field === field.name);
  // A field that is filtered by is counted without its own filter: its other values can still be chosen.
  const { data: apart } = useQuery({ ...facetOf(db, wanted, field.name), enabled: filtered });
  const counts = (filtered ? apart : told) ?? [];
  const absent = chosen.filter((each) => !counts.some(({ value }) => String(value) === each));
  const rows = [
    ...counts.map(({ value, count: n }) => ({ value: String(value), count: n as number | null })),
    ...absent.map((value) => ({ value, count: null })),
  ];
  if (rows.length === 0 || (chosen.length === 0 && repeatsNothing(counts))) return null;
  return (
    <fieldset className="facet">
      <legend>{field.label}</legend>
      {rows.map((row) => (
        <Checkbox
          key={row.value}
          checked={chosen.includes(row.value)}
          onChange={() => {
            const next = chosen.includes(row.value)
              ? chosen.filter((each) => each !== row.value)
              : [...chosen, row.value];
            onChange(withChosen(all, field.name, next));
          }}
        >
          <span className="name" title={row.value}>
            {row.value}
          </span>
          <span className="count">{row.count === null ? "–" : count(row.count)}</span>
        </Checkbox>
      ))}
    </fieldset>
  );
}
