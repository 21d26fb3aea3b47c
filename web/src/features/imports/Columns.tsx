/** What each column is and where it goes; what is uncertain is confirmed by hand, and a dry run comes first. */
import { Button, Callout, HTMLSelect } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { type Class, whole } from "../../api/queries";
import { useLabel } from "../../ui/labels";
import { Picker } from "../../ui/Picker";
import { useMay } from "../../ui/roles";
import { ColumnTable } from "./ColumnTable";
import { Run } from "./Run";
import type { ImportSource, Mapping, Proposal } from "./reads";

interface Mapped {
  readonly db: string;
  readonly source: ImportSource;
  readonly proposal: Proposal;
  readonly classes: readonly Class[];
  readonly onDone: () => void;
}

export const SURE = 0.8;

export function Columns({ db, source, proposal, classes, onDone }: Mapped) {
  const { t } = useTranslation();
  const label = useLabel();
  const may = useMay(db);
  const [at, setAt] = useState(0);
  const table = proposal.tables[at];
  const proposed = proposal.mappings.find((each) => each.table === table?.name);
  const [named, setNamed] = useState<string | null>(null);
  const known = classes.filter((each) => !each.abstract);
  const fresh = proposal.classes.filter((each) => !classes.some((one) => one.name === each.name));
  const offered = may.least("modeler") ? fresh : [];
  const suggested = [...known, ...offered].find((each) => each.name === proposed?.class)?.name;
  const name = named ?? suggested ?? known[0]?.name ?? "";
  const shape = whole(classes, name) ?? offered.find((each) => each.name === name);
  if (table === undefined) return <Callout intent="warning">{t("imports.noTables")}</Callout>;
  return (
    <div className="stack">
      <div className="row">
        {proposal.tables.length > 1 ? (
          <HTMLSelect
            aria-label={t("imports.table")}
            value={at}
            options={proposal.tables.map((each, index) => ({ value: index, label: `${each.name} (${each.rows})` }))}
            onChange={(event) => {
              setAt(Number(event.target.value));
              setNamed(null);
            }}
          />
        ) : null}
        <span>{t("imports.into")}</span>
        <Picker
          label={t("imports.into")}
          value={name}
          choices={[
            ...offered.map((each) => ({ value: each.name, label: t("imports.newClass", { name: label(each) }) })),
            ...known.map((each) => ({ value: each.name, label: label(each) })),
          ]}
          onChange={setNamed}
        />
        <span className="muted">{t("imports.rowsFound", { count: table.rows })}</span>
      </div>
      {proposed !== undefined && suggested === undefined && may.role !== undefined ? (
        <Callout intent="warning" compact>
          {t("imports.proposedNew", { name: proposed.class })} {t("role.needs", { role: t("role.modeler") })}
        </Callout>
      ) : null}
      {table.notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      {shape ? (
        <Filling
          key={`${table.name} ${name}`}
          db={db}
          source={source}
          table={table}
          shape={shape}
          fresh={offered}
          proposed={proposed?.class === name ? proposed : undefined}
          onDone={onDone}
        />
      ) : null}
    </div>
  );
}

type Shape = Class | Schemas["NewClass"];

interface Filled {
  readonly db: string;
  readonly source: ImportSource;
  readonly table: Schemas["Table"];
  readonly shape: Shape;
  readonly fresh: readonly Schemas["NewClass"][];
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

function Filling(filled: Filled) {
  const { t } = useTranslation();
  const { db, source, table, shape, fresh, onDone } = filled;
  const [mapping, setMapping] = useState(() => firstMapping(filled));
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set());
  const open = table.columns.filter(
    (each) => mapping[each.name] && each.confidence < SURE && !confirmed.has(each.name),
  );
  const missing = (shape.key ?? []).filter((key) => !Object.values(mapping).includes(key));
  return (
    <>
      <ColumnTable
        table={table}
        shape={shape}
        mapping={mapping}
        confirmed={confirmed}
        onMap={(column, property) => setMapping({ ...mapping, [column]: property })}
        onConfirm={(column) => setConfirmed(new Set([...confirmed, column]))}
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
        create={fresh.some((each) => each.name === shape.name) ? withTargets(shape, fresh) : []}
        mapping={mapping}
        blocked={open.length > 0 || missing.length > 0}
        onDone={onDone}
      />
    </>
  );
}

/** A new class needs the new classes that it leads to. */
function withTargets(shape: Shape, fresh: readonly Schemas["NewClass"][]): Schemas["NewClass"][] {
  const found = [shape.name];
  for (const name of found) {
    const one = fresh.find((each) => each.name === name);
    for (const { target } of one?.relationships ?? []) {
      if (fresh.some((each) => each.name === target) && !found.includes(target)) found.push(target);
    }
  }
  return fresh.filter((each) => found.includes(each.name));
}
