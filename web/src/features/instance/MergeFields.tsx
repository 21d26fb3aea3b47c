/** Fields that two people changed: base, mine, theirs, and a choice for each. */
import { Button, Callout, Radio, RadioGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Clash } from "../../api/merging";
import type { Class } from "../../api/queries";
import { useLabel } from "../../ui/labels";
import { usePerson } from "../../ui/Person";
import { ValueText } from "../../ui/Value";
import type { InstanceState } from "./reads";

type Side = "mine" | "theirs";

interface Merging {
  readonly clashes: readonly Clash[];
  readonly shape: Class;
  readonly theirs: InstanceState;
  readonly onMerged: (chosen: Readonly<Record<string, Side>>) => void;
  readonly onCancel: () => void;
}

export function MergeFields({ clashes, shape, theirs, onMerged, onCancel }: Merging) {
  const { t } = useTranslation();
  const other = usePerson(theirs.updated_by);
  const label = useLabel();
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const open = clashes.filter((each) => chosen[each.field] === undefined).length;
  const named = (field: string) =>
    [...(shape.properties ?? []), ...(shape.relationships ?? [])].find((each) => each.name === field) ?? {
      name: field,
    };
  return (
    <section className="stack" aria-label={t("merge.title")}>
      <Callout intent="warning" title={t("merge.title")} compact>
        {t("merge.text", { actor: other, version: theirs.version })}
      </Callout>
      {clashes.map(({ field, base, mine, theirs: other }) => (
        <div key={field} className="card">
          <h3 className="bp6-heading">{label(named(field))}</h3>
          <div className="conflict-values">
            <div>
              <div className="muted">{t("merge.base")}</div>
              <ValueText value={base} />
            </div>
            <div>
              <div className="muted">{t("merge.mine")}</div>
              <ValueText value={mine} />
            </div>
            <div>
              <div className="muted">{t("merge.theirs")}</div>
              <ValueText value={other} />
            </div>
          </div>
          <RadioGroup
            inline
            label={t("merge.choose")}
            selectedValue={chosen[field] ?? ""}
            onChange={(event) => setChosen({ ...chosen, [field]: event.currentTarget.value as Side })}
          >
            <Radio value="mine" label={t("merge.mine")} />
            <Radio value="theirs" label={t("merge.theirs")} />
          </RadioGroup>
        </div>
      ))}
      <div className="row">
        <Button onClick={onCancel}>{t("act.back")}</Button>
        <Button intent="primary" disabled={open > 0} onClick={() => onMerged(chosen)}>
          {open > 0 ? t("merge.open", { count: open }) : t("merge.take")}
        </Button>
      </div>
    </section>
  );
}
