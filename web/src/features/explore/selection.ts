/** The rows that are selected, of those that one search has found and loaded. */
import { useState } from "react";
import type { Hit } from "./found";

export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** As they were read last. */
  readonly rows: readonly Hit[];
  readonly toggle: (row: Hit) => void;
  readonly clear: () => void;
}

const NONE: ReadonlySet<string> = new Set();

export function keyOf({ class: name, id }: Hit): string {
  return `${name}/${id}`;
}

/** A selection of rows; another search begins with none. */
export function useSelection(rows: readonly Hit[], search: string): Selection {
  const [state, setState] = useState({ search, keys: NONE });
  const keys = state.search === search ? state.keys : NONE;
  return {
    keys,
    rows: keys.size === 0 ? [] : rows.filter((row) => keys.has(keyOf(row))),
    toggle: (row) => {
      const next = new Set(keys);
      if (!next.delete(keyOf(row))) next.add(keyOf(row));
      setState({ search, keys: next });
    },
    clear: () => setState({ search, keys: NONE }),
  };
}
