/** One class, or any of them. */
import { HTMLSelect } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { useLabel } from "../../ui/labels";

interface Choosing {
  readonly db: string;
  readonly name: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
}

export function OfClass({ db, name, onChoose }: Choosing) {
  const { t } = useTranslation();
  const label = useLabel();
  const { data: shapes } = useQuery(ontology(db));
  return (
    <HTMLSelect
      aria-label={t("explore.class")}
      value={name ?? ""}
      onChange={(event) => onChoose(event.target.value || undefined)}
    >
      <option value="">{t("activity.anyClass")}</option>
      {(shapes?.classes ?? []).map((each) => (
        <option key={each.name} value={each.name}>
          {label(each)}
        </option>
      ))}
    </HTMLSelect>
  );
}
