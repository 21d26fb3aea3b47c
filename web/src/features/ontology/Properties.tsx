/** The properties of a class, edited in place; what is inherited is edited where it is. */
import { Button, Checkbox, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { ArrowDown, ArrowUp, Plus, Trash } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { writeExact } from "../../api/numbers";
import { type Property, types } from "../../api/queries";
import { Field } from "../../ui/Field";
import { LabelFields } from "./LabelFields";
import { freshId, isFresh, moved, replaced } from "./shape";

interface Listed {
  readonly properties: readonly Property[];
  readonly onChange: (properties: Property[]) => void;
}

export function Properties({ properties, onChange }: Listed) {
  const { t } = useTranslation();
  return (
    <fieldset className="facet stack">
      <legend>{t("ontology.properties")}</legend>
      {properties.map((each, index) => (
        <details key={each.id ?? index} className="card" open={isFresh(each)}>
          <summary>
            <strong>{each.name || t("ontology.unnamed")}</strong> <code>{each.type}</code>
          </summary>
          <One property={each} at={index} onChange={(next) => onChange(replaced(properties, index, next))} />
          <div className="row">
            <Button
              size="small"
              icon={<ArrowUp />}
              disabled={index === 0}
              aria-label={t("act.up", { name: each.name })}
              onClick={() => onChange(moved(properties, index, -1))}
            />
            <Button
              size="small"
              icon={<ArrowDown />}
              disabled={index === properties.length - 1}
              aria-label={t("act.down", { name: each.name })}
              onClick={() => onChange(moved(properties, index, 1))}
            />
            <Button
              size="small"
              icon={<Trash />}
              aria-label={t("act.removeNamed", { name: each.name })}
              onClick={() => onChange(properties.filter((_, at) => at !== index))}
            />
          </div>
        </details>
      ))}
      <Button
        icon={<Plus />}
        onClick={() => onChange([...properties, { id: freshId(), name: "", type: "xsd:string" }])}
      >
        {t("ontology.addProperty")}
      </Button>
    </fieldset>
  );
}

function One({ property, at, onChange }: { property: Property; at: number; onChange: (property: Property) => void }) {
  const { t } = useTranslation();
  const { data: all = [] } = useQuery(types);
  const id = `property-${at}`;
  const set = (changed: Partial<Property>) => onChange({ ...property, ...changed });
  return (
    <div className="stack">
      <div className="halves">
        <Field id={`${id}-name`} label={t("ontology.name")}>
          <InputGroup id={`${id}-name`} value={property.name} onValueChange={(name) => set({ name })} />
        </Field>
        <Field
          id={`${id}-type`}
          label={t("ontology.type")}
          help={all.find((each) => each.name === property.type)?.description}
        >
          <HTMLSelect
            id={`${id}-type`}
            fill
            value={property.type}
            options={all.length > 0 ? all.map((each) => each.name) : [property.type]}
            onChange={(event) => set({ type: event.target.value })}
          />
        </Field>
        <Field id={`${id}-unit`} label={t("ontology.unit")}>
          <InputGroup
            id={`${id}-unit`}
            value={property.unit ?? ""}
            onValueChange={(unit) => onChange(withUnit(property, unit))}
          />
        </Field>
      </div>
      <LabelFields
        id={`${id}-label`}
        title={t("ontology.label")}
        value={property.label}
        onChange={(label) => set({ label })}
      />
      <Checkbox
        checked={property.required ?? false}
        label={t("ontology.required")}
        onChange={() => set({ required: !property.required })}
      />
      {property.type === "ENUM" ? (
        <Field id={`${id}-values`} label={t("ontology.values")} help={t("ontology.valuesHelp")}>
          <Members id={`${id}-values`} property={property} onChange={onChange} />
        </Field>
      ) : null}
      <Field id={`${id}-constraints`} label={t("ontology.constraints")} help={t("ontology.constraintsHelp")}>
        <Constraints id={`${id}-constraints`} property={property} onChange={onChange} />
      </Field>
    </div>
  );
}

function withUnit(property: Property, unit: string): Property {
  if (unit !== "") return { ...property, unit };
  const { unit: _, ...rest } = property;
  return rest;
}

interface Edited {
  readonly id: string;
  readonly property: Property;
  readonly onChange: (property: Property) => void;
}

function Members({ id, property, onChange }: Edited) {
  const before = property.values ?? [];
  const named = new Map(before.map((each) => [typeof each === "string" ? each : each.name, each]));
  const [text, setText] = useState([...named.keys()].join(", "));
  return (
    <InputGroup
      id={id}
      value={text}
      onValueChange={(next) => {
        setText(next);
        const names = next
          .split(",")
          .map((each) => each.trim())
          .filter((each) => each !== "");
        // A member that keeps its name keeps its id and label.
        onChange({ ...property, values: names.map((name) => named.get(name) ?? name) });
      }}
    />
  );
}

function Constraints({ id, property, onChange }: Edited) {
  const [text, setText] = useState(property.constraints ? writeExact(property.constraints) : "");
  const [wrong, setWrong] = useState(false);
  return (
    <InputGroup
      id={id}
      className="json"
      value={text}
      intent={wrong ? "danger" : "none"}
      aria-invalid={wrong || undefined}
      aria-describedby={`${id}-help`}
      onValueChange={(next) => {
        setText(next);
        const read = constraintsOf(next);
        setWrong(read === null);
        if (read !== null) onChange(withConstraints(property, read));
      }}
    />
  );
}

function withConstraints(property: Property, constraints: Record<string, unknown> | undefined): Property {
  const { constraints: _, ...rest } = property;
  return constraints === undefined ? rest : ({ ...rest, constraints } as Property);
}

/** Null: no JSON object yet, so the draft keeps what it had. */
function constraintsOf(text: string): Record<string, unknown> | undefined | null {
  if (text.trim() === "") return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
