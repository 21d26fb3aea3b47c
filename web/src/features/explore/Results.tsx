/** The rows that were found, and what can be done with all of them. */
import { Button } from "@blueprintjs/core";
import { Edit } from "@blueprintjs/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { writeExact } from "../../api/numbers";
import { Answered, Empty } from "../../ui/Answered";
import { DataGrid, type GridColumn } from "../../ui/DataGrid";
import { useMay } from "../../ui/roles";
import { isMoment, isNumber } from "../../ui/types";
import { Bulk } from "./Bulk";
import { Cell } from "./Cell";
import { ColumnChoice } from "./ColumnChoice";
import { Export } from "./Export";
import { type Exploration, type Field, type Hit, hits, isSortable } from "./found";
import { keyOf, type Selection, useSelection } from "./selection";

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
  const [bulk, setBulk] = useState<"found" | "selected" | null>(null);
  const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
  const selection = useSelection(rows, writeExact([db, wanted]));
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
        <ColumnChoice title={t("explore.columns")} fields={fields} names={names} onChange={found.onColumns} />
        <Export db={db} wanted={wanted} cannot={cannot} />
        {may.least("editor") ? (
          <Button
            icon={<Edit />}
            disabled={total === 0 || cannot !== undefined}
            title={cannot}
            onClick={() => setBulk("found")}
          >
            {t("bulk.open", { count: total })}
          </Button>
        ) : null}
      </div>
      {selection.rows.length > 0 ? (
        <div className="row" role="status">
          <strong>{t("bulk.selected", { count: selection.rows.length })}</strong>
          <Button size="small" icon={<Edit />} onClick={() => setBulk("selected")}>
            {t("bulk.openSelected", { count: selection.rows.length })}
          </Button>
          <Button size="small" variant="minimal" onClick={selection.clear}>
            {t("bulk.selectNone")}
          </Button>
        </div>
      ) : null}
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
        {() => (
          <Rows
            {...found}
            names={names}
            rows={rows}
            total={total}
            query={query}
            selection={may.least("editor") ? selection : undefined}
          />
        )}
      </Answered>
      {bulk === null ? null : (
        <Bulk
          db={db}
          wanted={wanted}
          fields={fields}
          total={bulk === "selected" ? selection.rows.length : total}
          picked={bulk === "selected" ? selection.rows : undefined}
          onClose={(done) => {
            setBulk(null);
            if (done) selection.clear();
          }}
        />
      )}
    </section>
  );
}

interface Shown extends Found {
  readonly names: readonly string[];
  readonly rows: readonly Hit[];
  readonly total: number;
  /** None for who may not change what is selected. */
  readonly selection: Selection | undefined;
  readonly query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

function Rows({ db, wanted, fields, names, rows, total, query, selection, onSort }: Shown) {
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
      rowKey={keyOf}
      onOpen={(hit) => void navigate({ to: "/db/$db/i/$class/$id", params: { db, class: hit.class, id: hit.id } })}
      onEnd={onEnd}
      {...(selection && { selected: selection.keys, onToggle: selection.toggle })}
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
