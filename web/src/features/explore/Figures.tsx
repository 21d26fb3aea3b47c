/** Figures over what was found: one measure, grouped by one field. */
import { HTMLSelect } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Answered } from "../../ui/Answered";
import { useLabel } from "../../ui/labels";
import { Table } from "../../ui/Table";
import { isComposite, isNumber } from "../../ui/types";
import { ValueText } from "../../ui/Value";
import { bodyFilter } from "./filters";
import { type Exploration, type Field, figures } from "./found";

const MEASURES = ["count", "sum", "avg", "min", "max", "cardinality"] as const;
type Measure = (typeof MEASURES)[number];
const MOST = 50;

interface Asked {
  readonly db: string;
  readonly wanted: Exploration;
  readonly fields: readonly Field[];
  /** As the address has it: `op:field:group`, what is left out by itself. */
  readonly asked: string;
  readonly onChange: (asked: string) => void;
}

export function Figures({ db, wanted, fields, asked, onChange }: Asked) {
  const { t } = useTranslation();
  const label = useLabel();
  const groups = fields.filter((each) => !isComposite(each.type));
  const numbers = fields.filter((each) => isNumber(each.type));
  const [first, measured, group] = asked.split(":");
  const op = MEASURES.find((each) => each === first) ?? "count";
  const choices = op === "cardinality" ? groups : numbers;
  const of = (choices.find((each) => each.name === measured) ?? choices[0])?.name ?? "_version";
  const known = group === "" || groups.some((each) => each.name === group);
  const by = known && group !== undefined ? group : (groups.find((each) => !isNumber(each.type))?.name ?? "");
  const ask = (next: { op?: Measure; of?: string; by?: string }) =>
    onChange([next.op ?? op, next.of ?? of, next.by ?? by].join(":"));
  const result = useQuery(
    figures(db, {
      class: wanted.class ?? null,
      filter: bodyFilter(wanted.f ?? []),
      group_by: by === "" ? [] : [{ field: by, as: "group" }],
      measures: [op === "count" ? { op, as: "figure" } : { op, field: of, as: "figure" }],
      sort: ["-figure"],
      limit: MOST,
    }),
  );
  return (
    <section className="card" aria-label={t("explore.figures")}>
      <div className="row">
        <HTMLSelect
          aria-label={t("explore.measure")}
          value={op}
          options={MEASURES.map((each) => ({ value: each, label: t(`measure.${each}`) }))}
          onChange={(event) => ask({ op: event.target.value as Measure })}
        />
        {op === "count" ? null : (
          <HTMLSelect
            aria-label={t("explore.measured")}
            value={of}
            options={choices.map((each) => ({ value: each.name, label: each.label }))}
            onChange={(event) => ask({ of: event.target.value })}
          />
        )}
        <span>{t("explore.by")}</span>
        <HTMLSelect aria-label={t("explore.groupBy")} value={by} onChange={(event) => ask({ by: event.target.value })}>
          <option value="">{t("explore.noGroup")}</option>
          {groups.map((each) => (
            <option key={each.name} value={each.name}>
              {label(each)}
            </option>
          ))}
        </HTMLSelect>
        {wanted.q ? <span className="muted">{t("explore.figuresWithoutWords")}</span> : null}
      </div>
      <Answered
        of={result}
        isEmpty={(rows) => rows.length === 0}
        empty={<p className="muted">{t("explore.noHits")}</p>}
      >
        {(rows) => (
          <Table label={t("explore.figures")} head={[t("explore.group"), t(`measure.${op}`)]}>
            {rows.map((row, index) => (
              <tr key={index}>
                <td>{by === "" ? t("explore.allOfThem") : <ValueText value={row.group} />}</td>
                <td className="number">
                  <ValueText value={row.figure} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
    </section>
  );
}
