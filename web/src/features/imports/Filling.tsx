/** What each column is and where it goes; what is uncertain is confirmed by hand, and a dry run comes first. */
import { Button, Callout } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { type Class, whole } from "../../api/queries";
import { ColumnTable, SURE } from "./ColumnTable";
import { type NewClass, NewShape, renamed, withType } from "./NewShape";
import { Run } from "./Run";
import type { ImportSource, Mapping } from "./reads";

type Shape = Class | NewClass;

interface Filled {
  readonly db: string;
  readonly source: ImportSource;
  readonly table: Schemas["Table"];
  /** The class as it is, or as it was proposed. */
  readonly shape: Shape;
  readonly classes: readonly Class[];
  readonly fresh: readonly NewClass[];
  readonly proposed: Schemas["Mapping"] | undefined;
  readonly onDone: () => void;
}

/** Columns by the proposal, else by their name or label. */
function firstMapping({ table, shape, proposed }: Pick<Filled, "table" | "shape" | "proposed">): Mapping {
  const targets = [...(shape.properties ?? []), ...(shape.relationships ?? [])];
  return Object.fromEntries(
    table.columns.map((column) => {
      const told = proposed?.columns.find((each) => each.column === column.name)?.property;
      const like = targets.find((each) =>
        [each.name, ...Object.values(typeof each.label === "object" && each.label ? each.label : {})].some(
          (word) => word.toLowerCase() === column.name.toLowerCase(),
        ),
      );
      return [column.name, told ?? like?.name ?? null];
    }),
  );
}

export function Filling(filled: Filled) {
  const { t } = useTranslation();
  const { db, source, table, classes, fresh, onDone } = filled;
  const [own, setOwn] = useState(fresh.find((each) => each.name === filled.shape.name));
  // What was made of the proposal is known from then on, under the name that it was given.
  const made = own && whole(classes, own.name);
  const making = own !== undefined && made === undefined;
  const shape = made ?? own ?? filled.shape;
  const [mapping, setMapping] = useState(() => firstMapping(filled));
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set());
  const confirm = (column: string) => setConfirmed(new Set([...confirmed, column]));
  const open = table.columns.filter(
    (each) => mapping[each.name] && each.confidence < SURE && !confirmed.has(each.name),
  );
  const missing = (shape.key ?? []).filter((key) => !Object.values(mapping).includes(key));
  return (
    <>
      {making ? <NewShape shape={own} onChange={setOwn} /> : null}
      <ColumnTable
        table={table}
        shape={shape}
        mapping={mapping}
        confirmed={confirmed}
        onMap={(column, property) => setMapping({ ...mapping, [column]: property })}
        onConfirm={confirm}
        onType={
          making
            ? (column, property, type) => {
                setOwn(withType(own, property, type));
                confirm(column);
              }
            : undefined
        }
      />
      {missing.length > 0 ? (
        <Callout intent="warning" compact>
          {t("imports.keyMissing", { names: missing.join(", ") })}
        </Callout>
      ) : null}
      {open.length > 0 ? (
        <Callout intent="primary" compact>
          <span className="row">
            {t("imports.unsure", { count: open.length })}
            <Button size="small" onClick={() => setConfirmed(new Set(table.columns.map((each) => each.name)))}>
              {t("imports.confirmAll")}
            </Button>
          </span>
        </Callout>
      ) : null}
      <Run
        db={db}
        source={{ ...source, table: table.name }}
        name={shape.name}
        create={making ? withTargets(own, renamed(fresh, filled.shape.name, own)) : []}
        mapping={mapping}
        blocked={open.length > 0 || missing.length > 0 || shape.name.trim() === ""}
        onDone={onDone}
      />
    </>
  );
}

/** A new class needs the new classes that it leads to. */
function withTargets(shape: NewClass, fresh: readonly NewClass[]): NewClass[] {
  const found = [shape.name];
  for (const name of found) {
    const one = fresh.find((each) => each.name === name);
    for (const { target } of one?.relationships ?? []) {
      if (fresh.some((each) => each.name === target) && !found.includes(target)) found.push(target);
    }
  }
  return fresh.filter((each) => found.includes(each.name));
}
