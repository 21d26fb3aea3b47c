/** The columns of a table: what they were taken for, how surely and why, and what they fill. */
import { Button, HTMLSelect, Tag } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import type { Property } from "../../api/queries";
import { useLabel } from "../../ui/labels";
import { Table } from "../../ui/Table";
import type { Mapping } from "./reads";

export const SURE = 0.8;
const LIKELY = 0.5;

interface Shown {
  readonly table: Schemas["Table"];
  readonly shape: Pick<Schemas["Class"], "properties" | "relationships">;
  readonly mapping: Mapping;
  readonly confirmed: ReadonlySet<string>;
  readonly onMap: (column: string, property: string | null) => void;
  readonly onConfirm: (column: string) => void;
  /** Given where the class is made here: a property may be of another type than was taken for. */
  readonly onType?: ((column: string, property: string, type: string) => void) | undefined;
}

export function ColumnTable({ table, shape, mapping, confirmed, onMap, onConfirm, onType }: Shown) {
  const { t } = useTranslation();
  const label = useLabel();
  const targets = [...(shape.properties ?? []), ...(shape.relationships ?? [])];
  return (
    <Table
      label={t("imports.columns")}
      head={[
        t("imports.column"),
        t("imports.samples"),
        t("imports.takenFor"),
        t("imports.sureness"),
        t("imports.fills"),
      ]}
    >
      {table.columns.map((each) => (
        <tr key={each.name}>
          <th scope="row">{each.name}</th>
          <td className="muted">
            {each.samples.slice(0, 3).join(" · ")}
            {each.mismatch_count > 0 ? (
              <div className="problem">
                {t("imports.mismatches", { count: each.mismatch_count })}:{" "}
                {each.mismatches
                  .slice(0, 3)
                  .map((one) => `${one.row}: ${one.value}`)
                  .join(", ")}
              </div>
            ) : null}
          </td>
          <td>
            <TypeChoice
              column={each}
              property={shape.properties?.find(({ name }) => name === mapping[each.name])}
              onType={onType}
            />{" "}
            <span className="muted">{each.semantic_type}</span>
            <details>
              <summary>{t("imports.reasons")}</summary>
              <ul lang="en">
                {each.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </details>
          </td>
          <td>
            <span className="number">{Math.floor(each.confidence * 100)}%</span>{" "}
            <Tag minimal intent={each.confidence >= SURE ? "success" : "warning"}>
              {t(
                each.confidence >= SURE
                  ? "imports.sure"
                  : each.confidence >= LIKELY
                    ? "imports.likely"
                    : "imports.guess",
              )}
            </Tag>{" "}
            {each.confidence < SURE && mapping[each.name] && !confirmed.has(each.name) ? (
              <Button size="small" onClick={() => onConfirm(each.name)}>
                {t("imports.confirm")}
              </Button>
            ) : null}
          </td>
          <td>
            <HTMLSelect
              aria-label={t("imports.fillsOf", { column: each.name })}
              value={mapping[each.name] ?? ""}
              onChange={(event) => onMap(each.name, event.target.value === "" ? null : event.target.value)}
            >
              <option value="">{t("imports.leftOut")}</option>
              <option value="_id">{t("imports.asId")}</option>
              {targets.map((target) => (
                <option key={target.name} value={target.name}>
                  {label(target)}
                </option>
              ))}
            </HTMLSelect>
          </td>
        </tr>
      ))}
    </Table>
  );
}

interface Typing {
  readonly column: Schemas["Column"];
  readonly property: Property | undefined;
  readonly onType: Shown["onType"];
}

const PLAIN = "xsd:string";

/** What the column may be taken for as well. */
function TypeChoice({ column, property, onType }: Typing) {
  const { t } = useTranslation();
  if (onType === undefined || property === undefined) return <code>{column.type}</code>;
  const types = [property.type, column.type, ...column.alternatives.map((each) => each.type), PLAIN];
  return (
    <HTMLSelect
      aria-label={t("imports.typeOf", { column: column.name })}
      value={property.type}
      options={[...new Set(types)]}
      onChange={(event) => onType(column.name, property.name, event.target.value)}
    />
  );
}
