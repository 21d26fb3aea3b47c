/** A lineage drawn: the imports, batches and single commands that made an instance, and the values that came of them. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { type Neighbour, Neighbourhood } from "../../ui/Neighbourhood";
import type { Which } from "./reads";

type Source = Schemas["Source"];

interface Drawn {
  readonly which: Which;
  readonly told: Schemas["Lineage"];
}

export function LineageGraph({ which, told }: Drawn) {
  const { t } = useTranslation();
  const origins = Map.groupBy(told.sources, originOf);
  const before: Neighbour[] = [...origins].map(([key, sources]) => ({
    key,
    node: <Origin db={which.db} of={sources[0] as Source} />,
    ties: sources.map(({ version }) => `v${version}`),
  }));
  // A value is of the version that was made when it was changed last.
  const made = new Map(told.sources.map(({ at, version }) => [at, version]));
  const after: Neighbour[] = Object.entries(told.properties).map(([name, changes]) => ({
    key: name,
    node: name,
    ties: changes.flatMap(({ at }) => made.get(at) ?? []).map((version) => `v${version}`),
  }));
  return (
    <Neighbourhood
      label={t("lineage.graph")}
      of={`${which.class}/${which.id}`}
      centre={
        <>
          <div className="muted">{which.class}</div>
          <strong>{which.id}</strong>
        </>
      }
      before={before}
      after={after}
    />
  );
}

function originOf({ import: imported, batch_id, command_id }: Source): string {
  return imported ? `import ${imported.import_id}` : batch_id ? `batch ${batch_id}` : `command ${command_id}`;
}

function Origin({ db, of }: { db: string; of: Source }) {
  const { t } = useTranslation();
  const { import: imported, batch_id, command_id } = of;
  if (imported) {
    return (
      <Link to="/db/$db/imports/$id" params={{ db, id: imported.import_id }}>
        {t("lineage.import", { file: imported.file, row: imported.row ?? "?" })}
      </Link>
    );
  }
  return (
    <Link to="/db/$db/activity" params={{ db }} search={{ command: command_id }}>
      {batch_id
        ? t("lineage.batch", { id: batch_id.slice(0, 8) })
        : `${t("lineage.command")} ${command_id.slice(0, 8)}`}
    </Link>
  );
}
