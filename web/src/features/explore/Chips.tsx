/** The filters in force, each removable, and one more. */
import { Button, HTMLSelect, InputGroup, Tag } from "@blueprintjs/core";
import { Cross, Plus } from "@blueprintjs/icons";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { guardComposition } from "../../ui/keys";
import { filterOf, partsOf } from "./filters";
import { type Field, known } from "./found";

const OPERATORS = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "prefix", "exists", "within"] as const;
type Operator = (typeof OPERATORS)[number];

interface Chosen {
  readonly filters: readonly string[];
  readonly fields: readonly Field[];
  readonly onChange: (filters: string[]) => void;
}

export function Chips({ filters, fields, onChange }: Chosen) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const names = new Map(fields.map((field) => [field.name, field.label]));
  return (
    <section className="row" aria-label={t("explore.filters")}>
      {filters.map((filter, index) => {
        const { field, op, value } = partsOf(filter);
        const missing = known([filter], fields).length === 0;
        const operator = OPERATORS.includes(op as Operator) ? t(`op.${op as Operator}`) : op;
        const words = `${names.get(field) ?? field} ${operator} ${value}`;
        return (
          <span key={`${filter} ${index}`} className="chip">
            <Tag size="large" minimal intent={missing ? "danger" : "primary"}>
              {missing ? t("explore.noField", { field }) : words}
            </Tag>
            <Button
              size="small"
              variant="minimal"
              icon={<Cross />}
              aria-label={t("explore.removeFilter", { filter: words })}
              onClick={() => onChange(filters.filter((_, at) => at !== index))}
            />
          </span>
        );
      })}
      {adding ? (
        <Adding
          fields={fields}
          onAdd={(filter) => {
            setAdding(false);
            onChange([...filters, filter]);
          }}
        />
      ) : null}
      <Button size="small" variant="minimal" icon={adding ? undefined : <Plus />} onClick={() => setAdding(!adding)}>
        {adding ? t("act.cancel") : t("explore.addFilter")}
      </Button>
    </section>
  );
}

function Adding({ fields, onAdd }: { fields: readonly Field[]; onAdd: (filter: string) => void }) {
  const { t } = useTranslation();
  const [field, setField] = useState(fields[0]?.name ?? "");
  const [op, setOp] = useState<Operator>("eq");
  const [value, setValue] = useState("");
  function add(event: FormEvent) {
    event.preventDefault();
    onAdd(filterOf({ field, op, value: op === "exists" && value === "" ? "true" : value }));
  }
  return (
    <form className="row" onSubmit={add} onKeyDown={guardComposition}>
      <HTMLSelect
        aria-label={t("explore.field")}
        value={field}
        options={fields.map((each) => ({ value: each.name, label: each.label }))}
        onChange={(event) => setField(event.target.value)}
      />
      <HTMLSelect
        aria-label={t("explore.operator")}
        value={op}
        options={OPERATORS.map((each) => ({ value: each, label: t(`op.${each}`) }))}
        onChange={(event) => setOp(event.target.value as Operator)}
      />
      <InputGroup aria-label={t("explore.value")} value={value} onValueChange={setValue} autoFocus />
      <Button type="submit" disabled={value === "" && op !== "exists"}>
        {t("act.add")}
      </Button>
    </form>
  );
}
