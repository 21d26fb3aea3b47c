/** What of an edit the tab's storage keeps: the fields that were changed, and never a personal value. */
import { type Data, patchOf } from "../../api/merging";
import type { Class } from "../../api/queries";
import type { Packing } from "../../ui/draft";
import type { InstanceState } from "./reads";

export interface Edit {
  readonly base: { readonly version: number; readonly data: Data };
  readonly data: Data;
  readonly reason: string;
  /** Personal values that were typed before a reload, and are to be typed again. */
  readonly forgotten: readonly string[];
}

interface PackedEdit {
  readonly version: number;
  readonly changed: readonly string[];
  readonly before: Data;
  readonly after: Data;
  readonly reason: string;
  readonly forgotten: readonly string[];
}

/** An edit goes without what it did not change: that is read again. */
export function packingOf(shape: Class, state: InstanceState): Packing<Edit, PackedEdit> {
  return {
    pack: ({ base, data, reason, forgotten }) => {
      const changed = Object.keys(patchOf(base.data, data));
      const told = changed.filter((name) => isTold(shape, name));
      return {
        version: base.version,
        changed: told,
        before: only(base.data, told),
        after: only(data, told),
        reason,
        forgotten: [...new Set([...forgotten, ...changed.filter((name) => !told.includes(name))])],
      };
    },
    unpack: ({ version, changed, before, after, reason, forgotten }) => {
      const rest = without(state.data as Data, changed);
      return { base: { version, data: { ...rest, ...before } }, data: { ...rest, ...after }, reason, forgotten };
    },
  };
}

/** What a new instance is filled with. */
export interface Filled {
  readonly id: string;
  readonly data: Data;
  readonly reason: string;
  readonly forgotten: readonly string[];
}

export function packingOfNew(shape: Class): Packing<Filled, Filled> {
  return {
    pack: ({ data, forgotten, ...rest }) => {
      const told = Object.keys(data).filter((name) => isTold(shape, name));
      const others = Object.keys(without(data, told));
      return { ...rest, data: only(data, told), forgotten: [...new Set([...forgotten, ...others])] };
    },
    unpack: (packed) => packed,
  };
}

/** Whether a field may be written to a disk: the class has it, and does not call it personal. */
function isTold({ properties = [], relationships = [] }: Class, name: string): boolean {
  const found = [...properties, ...relationships].filter((each) => each.name === name);
  return found.length > 0 && !found.some((each) => "personal" in each && each.personal === true);
}

function only(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
}

function without(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));
}
