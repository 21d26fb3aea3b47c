/** Which fields are shown, or counted. */
import { Button, Checkbox, PopoverNext } from "@blueprintjs/core";
import type { Field } from "./found";

interface Choosing {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly names: readonly string[];
  readonly onChange: (names: string[] | undefined) => void;
}

export function ColumnChoice({ title, fields, names, onChange }: Choosing) {
  return (
    <PopoverNext
      placement="bottom-end"
      content={
        <fieldset className="tray facet">
          <legend>{title}</legend>
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
      <Button>{title}</Button>
    </PopoverNext>
  );
}
