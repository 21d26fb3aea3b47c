/** Which table of a file goes into which class. */
import { Callout, HTMLSelect } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Class, whole } from "../../api/queries";
import { useLabel } from "../../ui/labels";
import { Picker } from "../../ui/Picker";
import { useMay } from "../../ui/roles";
import { Filling } from "./Filling";
import { FirstRows } from "./FirstRows";
import type { ImportSource, Proposal } from "./reads";

interface Mapped {
  readonly db: string;
  readonly source: ImportSource;
  readonly proposal: Proposal;
  readonly classes: readonly Class[];
  readonly onDone: () => void;
}

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
      {proposed?.learned_from ? (
        <p className="muted">{t("imports.learnedFrom", { file: proposed.learned_from })}</p>
      ) : null}
      {[...table.notes, ...(proposed?.class === name ? proposed.reasons : [])].map((note) => (
        <p key={note} className="muted" lang="en">
          {note}
        </p>
      ))}
      <FirstRows table={table} />
      {shape ? (
        <Filling
          key={`${table.name} ${name}`}
          db={db}
          source={source}
          table={table}
          shape={shape}
          classes={classes}
          fresh={offered}
          proposed={proposed?.class === name ? proposed : undefined}
          onDone={onDone}
        />
      ) : null}
    </div>
  );
}
