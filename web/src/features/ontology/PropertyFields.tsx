/** One property: what it is called, what its values are, and whose they are. */
import { Checkbox, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Property, types } from "../../api/queries";
import { Field } from "../../ui/Field";
import { LabelFields } from "../../ui/LabelFields";
import { JsonField } from "./JsonField";
import { ofField, useProblemsOf } from "./problems";
import { ofType, REST, rest, withConstraints, withItems, withPersonal, withRest, withText } from "./property";

interface Edited {
  readonly property: Property;
  readonly onChange: (property: Property) => void;
}

export function PropertyFields({ property, at, onChange }: Edited & { readonly at: number }) {
  const { t } = useTranslation();
  const id = `property-${at}`;
  const problems = useProblemsOf("properties", at);
  const set = (changed: Partial<Property>) => onChange({ ...property, ...changed });
  return (
    <div className="stack">
      <div className="halves">
        <Field id={`${id}-name`} label={t("ontology.name")} problems={ofField(problems, "name")}>
          <InputGroup id={`${id}-name`} value={property.name} onValueChange={(name) => set({ name })} />
        </Field>
        <TypeField
          id={`${id}-type`}
          label={t("ontology.type")}
          type={property.type}
          onChange={(type) => onChange(ofType(property, type))}
        />
        {property.type === "ARRAY" ? (
          <TypeField
            id={`${id}-items`}
            label={t("ontology.items")}
            type={property.items?.type ?? ""}
            onChange={(type) => onChange(withItems(property, type))}
          />
        ) : null}
        <Field id={`${id}-unit`} label={t("ontology.unit")} problems={ofField(problems, "unit")}>
          <InputGroup
            id={`${id}-unit`}
            value={property.unit ?? ""}
            onValueChange={(unit) => onChange(withText(property, "unit", unit))}
          />
        </Field>
      </div>
      <LabelFields
        id={`${id}-label`}
        title={t("ontology.label")}
        value={property.label}
        onChange={(label) => set({ label })}
      />
      <LabelFields
        id={`${id}-description`}
        title={t("ontology.description")}
        value={property.description}
        onChange={(description) => set({ description })}
      />
      <Checkbox
        checked={property.required ?? false}
        label={t("ontology.required")}
        onChange={() => set({ required: !property.required })}
      />
      <Personal id={id} property={property} onChange={onChange} />
      {property.type === "ENUM" ? (
        <Field id={`${id}-values`} label={t("ontology.values")} help={t("ontology.valuesHelp")}>
          <Members id={`${id}-values`} property={property} onChange={onChange} />
        </Field>
      ) : null}
      <JsonField
        id={`${id}-constraints`}
        label={t("ontology.constraints")}
        help={t("ontology.constraintsHelp")}
        value={property.constraints ?? {}}
        onChange={(constraints) => onChange(withConstraints(property, constraints))}
      />
      <JsonField
        id={`${id}-rest`}
        label={t("ontology.rest")}
        help={t("ontology.restHelp")}
        value={rest(property)}
        only={REST}
        onChange={(parts) => onChange(withRest(property, REST, parts))}
      />
    </div>
  );
}

interface Choosing {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly onChange: (type: string) => void;
}

function TypeField({ id, label, type, onChange }: Choosing) {
  const { data: all = [] } = useQuery(types);
  const names = all.map((each) => each.name);
  return (
    <Field id={id} label={label} help={all.find((each) => each.name === type)?.description}>
      <HTMLSelect
        id={id}
        fill
        value={type}
        options={names.includes(type) ? names : [type, ...names]}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

function Personal({ id, property, onChange }: Edited & { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox
        checked={property.personal ?? false}
        label={t("ontology.personal")}
        onChange={() => onChange(withPersonal(property, !property.personal))}
      />
      {property.personal ? (
        <Field id={`${id}-subject`} label={t("ontology.subject")} help={t("ontology.subjectHelp")}>
          <InputGroup
            id={`${id}-subject`}
            value={property.subject ?? ""}
            onValueChange={(subject) => onChange(withText(property, "subject", subject))}
          />
        </Field>
      ) : null}
    </>
  );
}

function Members({ id, property, onChange }: Edited & { readonly id: string }) {
  const before = property.values ?? [];
  const named = new Map(before.map((each) => [typeof each === "string" ? each : each.name, each]));
  const [text, setText] = useState<string | null>(null);
  return (
    <InputGroup
      id={id}
      value={text ?? [...named.keys()].join(", ")}
      onBlur={() => setText(null)}
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
