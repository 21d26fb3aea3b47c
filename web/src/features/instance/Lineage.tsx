/** Where an instance came from: every version's command, and the batch or import that it was part of. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Answered } from "../../ui/Answered";
import { Person } from "../../ui/Person";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { ValueText } from "../../ui/Value";
import { LineageGraph } from "./LineageGraph";
import { lineage, type Which } from "./reads";

export function Lineage({ which }: { readonly which: Which }) {
  const { t } = useTranslation();
  const told = useQuery(lineage(which));
  return (
    <Answered of={told}>
      {(all) => {
        const { created_at, total_changes, contributors, sources, properties } = all;
        return (
          <div className="stack">
            <dl className="pairs">
              <dt>{t("lineage.created")}</dt>
              <dd>
                <TimeText at={created_at} precise />
              </dd>
              <dt>{t("lineage.changes")}</dt>
              <dd className="number">{total_changes}</dd>
              <dt>{t("lineage.contributors")}</dt>
              <dd>{contributors.join(", ")}</dd>
            </dl>
            <h2 className="bp6-heading">{t("lineage.sources")}</h2>
            <Table
              label={t("lineage.sources")}
              head={[
                t("lineage.version"),
                t("lineage.at"),
                t("lineage.actor"),
                t("lineage.command"),
                t("lineage.from"),
              ]}
            >
              {sources.map((source) => (
                <tr key={source.version}>
                  <td>
                    <Link to="/db/$db/i/$class/$id" params={which} search={{ v: source.version }}>
                      v{source.version}
                    </Link>
                  </td>
                  <td>
                    <TimeText at={source.at} />
                  </td>
                  <td>
                    <Person of={source.actor} />
                  </td>
                  <td>
                    <Link to="/db/$db/activity" params={{ db: which.db }} search={{ command: source.command_id }}>
                      {source.command_id.slice(0, 8)}
                    </Link>
                  </td>
                  <td>
                    {source.import ? (
                      <Link to="/db/$db/imports/$id" params={{ db: which.db, id: source.import.import_id }}>
                        {t("lineage.import", { file: source.import.file, row: source.import.row ?? "?" })}
                      </Link>
                    ) : source.batch_id ? (
                      t("lineage.batch", { id: source.batch_id.slice(0, 8) })
                    ) : (
                      t("lineage.one")
                    )}
                  </td>
                </tr>
              ))}
            </Table>
            <h2 className="bp6-heading">{t("lineage.properties")}</h2>
            <Table
              label={t("lineage.properties")}
              head={[
                t("instance.field"),
                t("lineage.at"),
                t("lineage.actor"),
                t("instance.before"),
                t("instance.after"),
              ]}
            >
              {Object.entries(properties).flatMap(([name, changes]) =>
                changes.map((change, index) => (
                  <tr key={`${name} ${index}`}>
                    <th scope="row">{name}</th>
                    <td>
                      <TimeText at={change.at} />
                    </td>
                    <td>
                      <Person of={change.actor} />
                    </td>
                    <td>
                      <ValueText value={change.before} />
                    </td>
                    <td>
                      <ValueText value={change.after} />
                    </td>
                  </tr>
                )),
              )}
            </Table>
            <h2 className="bp6-heading">{t("lineage.graph")}</h2>
            <LineageGraph which={which} told={all} />
          </div>
        );
      }}
    </Answered>
  );
}
