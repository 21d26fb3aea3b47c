/** The rows that were found, and what can be done with all of them. */
import { Button, Checkbox, PopoverNext } from "@blueprintjs/core";
import { Edit } from "@blueprintjs/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Answered, Empty } from "../../ui/Answered";
import { DataGrid, type GridColumn } from "../../ui/DataGrid";
import { useMay } from "../../ui/roles";
import { isMoment, isNumber } from "../../ui/types";
import { Bulk } from "./Bulk";
import { Cell } from "./Cell";
import { Export } from "./Export";
import { type Exploration, type Field, type Hit, hits, isSortable } from "./found";

interface Found {
  readonly db: string;
  readonly wanted: Exploration;
  /** A filter in red is not heeded: what is found is more than what was asked for. */
  readonly unheeded: boolean;
  readonly fields: readonly Field[];
  readonly columns: readonly string[] | undefined;
  readonly facets: readonly string[];
  readonly onSort: (sort: string | undefined) => void;
  readonly onColumns: (columns: string[] | undefined) => void;
  readonly onClear: () => void;
}

const SHOWN = 9;

export function Results(found: Found) {
  const { t } = useTranslation();
  const { db, wanted, fields } = found;
  const query = useInfiniteQuery(hits(db, wanted, found.facets));
  const may = useMay(db);
  const [bulk, setBulk] = useState(false);
  const names =
    found.columns ??
    fields
      .filter((each) => !each.name.startsWith("_"))
      .slice(0, SHOWN)
      .map((each) => each.name);
  const total = query.data?.pages[0]?.meta.total ?? 0;
  const cannot = found.unheeded ? t("explore.redFirst") : undefined;
  const narrowed = (wanted.f?.length ?? 0) > 0 || wanted.q !== undefined;
  return (
    <section className="results" aria-label={t("explore.results")}>
      <div className="row">
        <strong aria-live="polite">{query.data ? t("explore.total", { count: total }) : " "}</strong>
        <span className="grow" />
        <Columns fields={fields} names={names} onChange={found.onColumns} />
        <Export db={db} wanted={wanted} cannot={cannot} />
        {may.least("editor") ? (
          <Button
            icon={<Edit />}
            disabled={total === 0 || cannot !== undefined}
            title={cannot}
            onClick={() => setBulk(true)}
          >
            {t("bulk.open", { count: total })}
          </Button>
        ) : null}
      </div>
      <Answered
        of={query}
        isEmpty={() => total === 0}
        empty={
          narrowed ? (
            <Empty title={t("explore.noHits")} action={<Button onClick={found.onClear}>{t("explore.clear")}</Button>}>
              {t("explore.noHitsText")}
            </Empty>
          ) : (
            <Empty
              title={t("explore.noData")}
              action={
                <Link to="/db/$db/imports/new" params={{ db }}>
                  {t("imports.new")}
                </Link>
              }
            >
              {t("explore.noDataText")}
            </Empty>
          )
        }
      >
        {(data) => (
          <Rows {...found} names={names} rows={data.pages.flatMap((page) => page.data)} total={total} query={query} />
        )}
      </Answered>
      {bulk ? <Bulk db={db} wanted={wanted} fields={fields} total={total} onClose={() => setBulk(false)} /> : null}
    </section>
  );
}

interface Shown extends Found {
  readonly names: readonly string[];
  readonly rows: readonly Hit[];
  readonly total: number;
  readonly query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

function Rows({ db, wanted, fields, names, rows, total, query, onSort }: Shown) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const chosen = names.flatMap((name) => fields.filter((each) => each.name === name));
  const columns = chosen.map(
    (field, index): GridColumn<Hit> => ({
      key: field.name,
      title: field.unit ? `${field.label} (${field.unit})` : field.label,
      width: widthOf(field),
      numeric: isNumber(field.type),
      render: (hit) => <Cell db={db} hit={hit} field={field} first={index === 0} />,
      sorted: sortedBy(wanted.sort, field.name),
      ...(isSortable(field) && { onSort: () => onSort(nextSort(wanted.sort, field.name)) }),
    }),
  );
  return (
    <DataGrid
      label={t("explore.results")}
      columns={columns}
      rows={rows}
      total={total}
      rowKey={(hit) => `${hit.class}/${hit.id}`}
      onOpen={(hit) => void navigate({ to: "/db/$db/i/$class/$id", params: { db, class: hit.class, id: hit.id } })}
      onEnd={onEnd}
    />
  );
}

function widthOf({ type }: Field): number {
  if (isNumber(type)) return 130;
  return isMoment(type) ? 240 : 170;
}

function sortedBy(sort: string | undefined, name: string) {
  if (sort === name) return "ascending";
  return sort === `-${name}` ? "descending" : undefined;
}

function nextSort(sort: string | undefined, name: string): string | undefined {
  if (sort === name) return `-${name}`;
  return sort === `-${name}` ? undefined : name;
}

interface Choosing {
  readonly fields: readonly Field[];
  readonly names: readonly string[];
  readonly onChange: (names: string[] | undefined) => void;
}

function Columns({ fields, names, onChange }: Choosing) {
  const { t } = useTranslation();
  return (
    <PopoverNext
      placement="bottom-end"
      content={
        <fieldset className="tray facet">
          <legend>{t("explore.columns")}</legend>
          {fields.map((field) => (
            <Checkbox
              key={field.name}
              label={field.label}
              checked={names.includes(field.name)}
              onChange={() => {
                const next = names.includes(field.name)
                  ? names.filter((each) => each !== field.name)
                  : [...names, field.name];
                onChange(next.length > 0 ? next : undefined);
              }}
            />
          ))}
        </fieldset>
      }
    >
      <Button>{t("explore.columns")}</Button>
    </PopoverNext>
  );
}
