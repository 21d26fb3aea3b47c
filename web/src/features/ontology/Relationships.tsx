/** The relationships of a class, edited in place. */
import { Button, Checkbox, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { Plus, Trash } from "@blueprintjs/icons";
import { useTranslation } from "react-i18next";
import type { Class, Relationship } from "../../api/queries";
import { Field } from "../../ui/Field";
import { LabelFields } from "../../ui/LabelFields";
import { Picker } from "../../ui/Picker";
import { PartSummary } from "./PartSummary";
import { freshId, isFresh, replaced } from "./shape";

const CARDINALITIES = ["many_to_one", "one_to_one", "one_to_many", "many_to_many"] as const;
const ON_MISSING = ["allow", "refuse"] as const;
const ON_DELETE = ["refuse", "detach", "cascade"] as const;

interface Listed {
  readonly relationships: readonly Relationship[];
  readonly classes: readonly Class[];
  readonly onChange: (relationships: Relationship[]) => void;
}

export function Relationships({ relationships, classes, onChange }: Listed) {
  const { t } = useTranslation();
  const target = classes[0]?.name ?? "";
  return (
    <fieldset className="facet stack">
      <legend>{t("ontology.relationships")}</legend>
      {relationships.map((each, index) => (
        <details key={each.id ?? index} className="card" open={isFresh(each)}>
          <PartSummary list="relationships" at={index}>
            <strong>{each.name || t("ontology.unnamed")}</strong> → {each.target}
          </PartSummary>
          <One
            relationship={each}
            at={index}
            classes={classes}
            onChange={(next) => onChange(replaced(relationships, index, next))}
          />
          <Button
            size="small"
            icon={<Trash />}
            aria-label={t("act.removeNamed", { name: each.name })}
            onClick={() => onChange(relationships.filter((_, at) => at !== index))}
          />
        </details>
      ))}
      <Button
        icon={<Plus />}
        disabled={target === ""}
        onClick={() => onChange([...relationships, { id: freshId(), name: "", target, cardinality: "many_to_one" }])}
      >
        {t("ontology.addRelationship")}
      </Button>
    </fieldset>
  );
}

interface Edited {
  readonly relationship: Relationship;
  readonly at: number;
  readonly classes: readonly Class[];
  readonly onChange: (relationship: Relationship) => void;
}

function One({ relationship, at, classes, onChange }: Edited) {
  const { t } = useTranslation();
  const id = `relationship-${at}`;
  const set = (changed: Partial<Relationship>) => onChange({ ...relationship, ...changed });
  return (
    <div className="stack">
      <div className="halves">
        <Field id={`${id}-name`} label={t("ontology.name")}>
          <InputGroup id={`${id}-name`} value={relationship.name} onValueChange={(name) => set({ name })} />
        </Field>
        <Field id={`${id}-target`} label={t("ontology.target")}>
          <Picker
            id={`${id}-target`}
            fill
            value={relationship.target}
            choices={classes.map(({ name }) => ({ value: name, label: name }))}
            onChange={(target) => set({ target })}
          />
        </Field>
        <Field id={`${id}-cardinality`} label={t("ontology.cardinality")}>
          <HTMLSelect
            id={`${id}-cardinality`}
            fill
            value={relationship.cardinality ?? "many_to_one"}
            options={CARDINALITIES.map((value) => ({ value, label: t(`cardinality.${value}`) }))}
            onChange={(event) => set({ cardinality: event.target.value as (typeof CARDINALITIES)[number] })}
          />
        </Field>
        <Field id={`${id}-missing`} label={t("ontology.onMissing")}>
          <HTMLSelect
            id={`${id}-missing`}
            fill
            value={relationship.on_missing ?? "allow"}
            options={ON_MISSING.map((value) => ({ value, label: t(`onMissing.${value}`) }))}
            onChange={(event) => set({ on_missing: event.target.value as (typeof ON_MISSING)[number] })}
          />
        </Field>
        <Field id={`${id}-delete`} label={t("ontology.onDelete")}>
          <HTMLSelect
            id={`${id}-delete`}
            fill
            value={relationship.on_delete ?? "refuse"}
            options={ON_DELETE.map((value) => ({ value, label: t(`onDelete.${value}`) }))}
            onChange={(event) => set({ on_delete: event.target.value as (typeof ON_DELETE)[number] })}
          />
        </Field>
      </div>
      <Field id={`${id}-inverse`} label={t("ontology.inverse")} help={t("ontology.inverseHelp")}>
        <InputGroup
          id={`${id}-inverse`}
          value={relationship.inverse ?? ""}
          onValueChange={(inverse) => onChange(withInverse(relationship, inverse))}
        />
      </Field>
      <LabelFields
        id={`${id}-label`}
        title={t("ontology.label")}
        value={relationship.label}
        onChange={(label) => set({ label })}
      />
      <LabelFields
        id={`${id}-description`}
        title={t("ontology.description")}
        value={relationship.description}
        onChange={(description) => set({ description })}
      />
      <Checkbox
        checked={relationship.required ?? false}
        label={t("ontology.required")}
        onChange={() => set({ required: !relationship.required })}
      />
    </div>
  );
}

function withInverse(relationship: Relationship, inverse: string): Relationship {
  if (inverse !== "") return { ...relationship, inverse };
  const { inverse: _, ...none } = relationship;
  return none;
}
