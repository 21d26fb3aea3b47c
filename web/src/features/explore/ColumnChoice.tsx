/** Which columns are shown. */
import { Button, Checkbox, PopoverNext } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import type { Field } from "./found";

interface Choosing {
  readonly fields: readonly Field[];
  readonly names: readonly string[];
  readonly onChange: (names: string[] | undefined) => void;
}

export function ColumnChoice({ fields, names, onChange }: Choosing) {
  const { t } = useTranslation();
  return (
    <PopoverNext
      placement="bottom-end"
      content={
        <fieldset className="tray facet">
          <legend>{t("explore.columns")}</legend>
          {fields.map((field) => (
            <Checkbox
              key={field.name}
              label={field.label}
              checked={names.includes(field.name)}
              onChange={() => {
                const next = names.includes(field.name)
                  ? names.filter((each) => each !== field.name)
                  : [...names, field.name];
                onChange(next.length > 0 ? next : undefined);
              }}
            />
          ))}
        </fieldset>
      }
    >
      <Button>{t("explore.columns")}</Button>
    </PopoverNext>
  );
}
