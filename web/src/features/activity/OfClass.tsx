/** One class, or any of them. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { useLabel } from "../../ui/labels";
import { Picker } from "../../ui/Picker";

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
    <Picker
      label={t("explore.class")}
      value={name ?? ""}
      none={t("activity.anyClass")}
      choices={(shapes?.classes ?? []).map((each) => ({ value: each.name, label: label(each) }))}
      onChange={(chosen) => onChoose(chosen || undefined)}
    />
  );
}
