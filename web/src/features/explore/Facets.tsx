/** Facets: the fields that are counted, and a histogram of what is measured; the address says which. */
import { HTMLSelect } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ColumnChoice } from "./ColumnChoice";
import { type Counted, Facet } from "./Facet";
import { type Exploration, type Field, hits, measured } from "./found";
import { Histogram } from "./Histogram";

interface Narrowing {
  readonly db: string;
  readonly wanted: Exploration;
  /** Those that the class does not know too: they stay in the address. */
  readonly all: readonly string[];
  readonly fields: readonly Field[];
  /** What can be counted. */
  readonly countable: readonly Field[];
  readonly counted: readonly Field[];
  /** The field whose distribution is drawn. */
  readonly hist: string | undefined;
  readonly onChange: (filters: string[]) => void;
  readonly onFacets: (names: string[] | undefined) => void;
  readonly onHist: (name: string | undefined) => void;
}

export function Facets({ db, wanted, all, fields, countable, counted, hist, onChange, onFacets, onHist }: Narrowing) {
  const { t } = useTranslation();
  const names = counted.map((each) => each.name);
  const { data } = useInfiniteQuery(hits(db, wanted, names));
  const figures = measured(fields);
  const drawn = figures.find((each) => each.name === hist);
  const told = data?.pages[0]?.meta.facets ?? {};
  return (
    <section className="facets" aria-label={t("explore.facets")}>
      {figures.length > 0 ? (
        <div className="facet">
          <HTMLSelect
            fill
            aria-label={t("explore.distribution")}
            value={drawn?.name ?? ""}
            onChange={(event) => onHist(event.target.value || undefined)}
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
      {countable.length > 1 ? (
        <div className="facet">
          <ColumnChoice title={t("explore.facets")} fields={countable} names={names} onChange={onFacets} />
        </div>
      ) : null}
      {counted.map((field) => (
        <Facet
          key={`${wanted.class} ${field.name}`}
          db={db}
          wanted={wanted}
          all={all}
          field={field}
          told={told[field.name] as readonly Counted[] | undefined}
          onChange={onChange}
        />
      ))}
      {countable.length === 0 && figures.length === 0 ? <p className="muted">{t("explore.noFacets")}</p> : null}
    </section>
  );
}
