/** Places in a grid: which one a key leads to, and the cell that is there. */
import type { KeyboardEvent } from "react";

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Rows of a page, for the keys that turn one. */
export const PAGE = 10;

export function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("button, a, input") !== null;
}

export function bounded(value: number, length: number): number {
  return Math.max(0, Math.min(value, length - 1));
}

export function target(event: KeyboardEvent, { row, column }: Place, rows: number, columns: number): Place | undefined {
  switch (event.key) {
    case "ArrowDown":
      return { row: row + 1, column };
    case "ArrowUp":
      return { row: row - 1, column };
    case "ArrowRight":
      return { row, column: column + 1 };
    case "ArrowLeft":
      return { row, column: column - 1 };
    case "Home":
      return { row: event.ctrlKey ? 0 : row, column: 0 };
    case "End":
      return { row: event.ctrlKey ? rows - 1 : row, column: columns - 1 };
    case "PageDown":
      return { row: row + PAGE, column };
    case "PageUp":
      return { row: row - PAGE, column };
    default:
      return undefined;
  }
}

export function cellAt(frame: HTMLElement | null, row: number, column: number): HTMLElement | null {
  return frame?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`) ?? null;
}
