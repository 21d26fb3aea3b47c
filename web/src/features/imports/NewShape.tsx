/** A class that was proposed, before it is made: its name, its labels, its key. */
import { Checkbox, InputGroup } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import type { Property } from "../../api/queries";
import { Field } from "../../ui/Field";
import { LabelFields } from "../../ui/LabelFields";

export type NewClass = Schemas["NewClass"];

interface Shaped {
  readonly shape: NewClass;
  readonly onChange: (shape: NewClass) => void;
}

export function NewShape({ shape, onChange }: Shaped) {
  const { t } = useTranslation();
  const key = shape.key ?? [];
  const parts = [...(shape.properties ?? []), ...(shape.relationships ?? [])];
  return (
    <details className="card">
      <summary>{t("imports.shape", { name: shape.name })}</summary>
      <Field id="shape-name" label={t("ontology.name")}>
        <InputGroup id="shape-name" value={shape.name} onValueChange={(name) => onChange({ ...shape, name })} />
      </Field>
      <LabelFields
        id="shape-label"
        title={t("ontology.label")}
        value={shape.label}
        onChange={(label) => onChange({ ...shape, label })}
      />
      <fieldset className="facet">
        <legend>{t("ontology.key")}</legend>
        <p className="muted">{t("ontology.keyHelp")}</p>
        {parts.map(({ name }) => (
          <Checkbox
            key={name}
            label={name}
            checked={key.includes(name)}
            onChange={() =>
              onChange({ ...shape, key: key.includes(name) ? key.filter((each) => each !== name) : [...key, name] })
            }
          />
        ))}
      </fieldset>
    </details>
  );
}

/** The class with a property of another type, less what only the type before could say. */
export function withType(shape: NewClass, property: string, type: string): NewClass {
  const retyped = ({ id, name, label, description, required }: Property): Property => ({
    ...(id !== undefined && { id }),
    name,
    type,
    ...(label && { label }),
    ...(description && { description }),
    ...(required && { required }),
  });
  const properties = (shape.properties ?? []).map((each) => (each.name === property ? retyped(each) : each));
  return { ...shape, properties };
}

/** What was proposed beside it, leading to it by the name that it was given. */
export function renamed(fresh: readonly NewClass[], before: string, own: NewClass): NewClass[] {
  return fresh.map((each) =>
    each.name === before
      ? own
      : {
          ...each,
          relationships: (each.relationships ?? []).map((one) =>
            one.target === before ? { ...one, target: own.name } : one,
          ),
        },
  );
}
