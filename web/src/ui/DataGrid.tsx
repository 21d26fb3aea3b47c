/** A grid of rows that may be many: only what is seen is drawn, and all of it is reached by keys. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { bounded, cellAt, isButton, PAGE, type Place, target } from "./grid-places";
import { isEnter } from "./keys";

export interface GridColumn<Row> {
  readonly key: string;
  readonly title: string;
  readonly width: number;
  readonly numeric?: boolean;
  readonly render: (row: Row) => ReactNode;
  /** Given where the column can be sorted by. */
  readonly onSort?: () => void;
  readonly sorted?: "ascending" | "descending" | undefined;
}

interface Grid<Row> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly total: number;
  readonly rowKey: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onToggle?: (row: Row) => void;
  /** Called when the end comes near. */
  readonly onEnd?: () => void;
}

const HEIGHT = 30;

export function DataGrid<Row>(grid: Grid<Row>) {
  const { columns, rows } = grid;
  const frame = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ row: 0, column: 0 });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  // Where one was may have been scrolled away, or be no more: the grid is reached by Tab all the same.
  const stop = {
    row: Math.max(items[0]?.index ?? 0, Math.min(place.row, last, rows.length - 1)),
    column: bounded(place.column, columns.length),
  };
  const { onEnd } = grid;
  const wanted = useRef<Place | null>(null);
  // After each drawing: a cell that is far away is there only when it has been scrolled to.
  useEffect(() => {
    const cell = wanted.current === null ? null : cellAt(frame.current, wanted.current.row, wanted.current.column);
    if (cell === null) return;
    wanted.current = null;
    cell.focus();
  });
  useEffect(() => {
    if (last >= rows.length - PAGE) onEnd?.();
  }, [last, rows.length, onEnd]);

  function go(row: number, column: number) {
    const next = { row: bounded(row, rows.length), column: bounded(column, columns.length) };
    setPlace(next);
    wanted.current = next;
    virtual.scrollToIndex(next.row);
  }

  function pressed(event: KeyboardEvent) {
    // A key may come before the cell of the one before is drawn.
    const from = wanted.current ?? stop;
    const to = target(event, from, rows.length, columns.length);
    const row = rows[from.row];
    if (to !== undefined) go(to.row, to.column);
    else if (isEnter(event) && row !== undefined && !isButton(event.target)) grid.onOpen(row);
    else if (event.key === " " && row !== undefined && grid.onToggle && !isButton(event.target)) grid.onToggle(row);
    else return;
    event.preventDefault();
  }

  const width = columns.reduce((sum, column) => sum + column.width, 0);
  return (
    <div
      ref={frame}
      className="grid"
      role="grid"
      aria-label={grid.label}
      aria-rowcount={grid.total + 1}
      aria-colcount={columns.length}
      aria-multiselectable={grid.onToggle ? true : undefined}
      onKeyDown={pressed}
    >
      <Head columns={columns} width={width} />
      <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize(), minWidth: width }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <GridRow
              key={grid.rowKey(row)}
              grid={grid}
              row={row}
              index={index}
              start={start}
              place={stop}
              onPlace={setPlace}
            />
          );
        })}
      </div>
    </div>
  );
}

function Head<Row>({ columns, width }: { columns: readonly GridColumn<Row>[]; width: number }) {
  return (
    <div role="rowgroup" className="grid-head" style={{ minWidth: width }}>
      <div role="row" aria-rowindex={1} className="grid-row">
        {columns.map((column) => (
          <div
            key={column.key}
            role="columnheader"
            aria-sort={column.onSort ? (column.sorted ?? "none") : undefined}
            className={column.numeric ? "cell end" : "cell"}
            style={{ width: column.width }}
          >
            {column.onSort ? (
              <button type="button" className="sort" onClick={column.onSort}>
                {column.title}
                <span aria-hidden="true">{arrow(column.sorted)}</span>
              </button>
            ) : (
              column.title
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function arrow(sorted: "ascending" | "descending" | undefined): string {
  if (sorted === undefined) return "";
  return sorted === "ascending" ? " ↑" : " ↓";
}

interface Drawn<Row> {
  readonly grid: Grid<Row>;
  readonly row: Row;
  readonly index: number;
  readonly start: number;
  readonly place: Place;
  readonly onPlace: (place: Place) => void;
}

function GridRow<Row>({ grid, row, index, start, place, onPlace }: Drawn<Row>) {
  const { t } = useTranslation();
  const selected = grid.selected?.has(grid.rowKey(row)) ?? false;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={grid.onToggle ? selected : undefined}
      className={selected ? "grid-row data selected" : "grid-row data"}
      style={{ transform: `translateY(${start}px)`, height: HEIGHT }}
      onDoubleClick={() => grid.onOpen(row)}
    >
      {grid.columns.map((column, at) => (
        <div
          key={column.key}
          role="gridcell"
          data-cell={`${index}:${at}`}
          tabIndex={place.row === index && place.column === at ? 0 : -1}
          className={column.numeric ? "cell end" : "cell"}
          style={{ width: column.width }}
          onFocus={() => onPlace({ row: index, column: at })}
        >
          {at === 0 && grid.onToggle ? (
            <input
              type="checkbox"
              tabIndex={-1}
              className="select"
              aria-label={t("grid.select", { name: grid.rowKey(row) })}
              checked={selected}
              onChange={() => grid.onToggle?.(row)}
            />
          ) : null}
          {column.render(row)}
        </div>
      ))}
    </div>
  );
}
