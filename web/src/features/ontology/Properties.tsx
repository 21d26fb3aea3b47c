/** The properties of a class, edited in place; what is inherited is edited where it is. */
import { Button } from "@blueprintjs/core";
import { ArrowDown, ArrowUp, Plus, Trash } from "@blueprintjs/icons";
import { useTranslation } from "react-i18next";
import type { Property } from "../../api/queries";
import { PartSummary } from "./PartSummary";
import { PropertyFields } from "./PropertyFields";
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
          <PartSummary list="properties" at={index}>
            <strong>{each.name || t("ontology.unnamed")}</strong> <code>{each.type}</code>
          </PartSummary>
          <PropertyFields property={each} at={index} onChange={(next) => onChange(replaced(properties, index, next))} />
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
