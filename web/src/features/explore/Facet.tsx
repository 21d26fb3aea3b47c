/** The values of one field with their counts; many are searched by how they begin, and what has none is counted, too. */
import { Button, Checkbox, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCount, useLabel } from "../../ui/labels";
import { memberLabel } from "../../ui/Value";
import { chosenOf, filterOf, partsOf, withChosen } from "./filters";
import { type Exploration, type Field, facetOf, moreOf } from "./found";

const WHOLE_FACET = 20;

export interface Counted {
  readonly value: unknown;
  readonly count: number;
}

interface OfField {
  readonly db: string;
  readonly wanted: Exploration;
  /** Those that the class does not know too: they stay in the address. */
  readonly all: readonly string[];
  readonly field: Field;
  readonly told: readonly Counted[] | undefined;
  readonly onChange: (filters: string[]) => void;
}

/** A field whose most frequent values are there once: counting it says nothing. */
function repeatsNothing(counts: readonly Counted[]): boolean {
  return counts.length >= WHOLE_FACET && counts.every((each) => each.count === 1);
}

export function Facet({ db, wanted, all, field, told, onChange }: OfField) {
  const { t } = useTranslation();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const prefix = useDeferredValue(typed.trim());
  const chosen = chosenOf(all, field.name);
  const filtered = (wanted.f ?? []).some((each) => partsOf(each).field === field.name);
  // A field that is filtered by is counted without its own filter: its other values can still be chosen.
  const { data: apart } = useQuery({ ...facetOf(db, wanted, field.name), enabled: filtered && !open });
  const { data: more } = useQuery({ ...moreOf(db, wanted, field.name, prefix), enabled: open });
  const counts = (open ? more : filtered ? apart : told) ?? [];
  if (!open && counts.length + chosen.length === 0) return null;
  if (!open && chosen.length === 0 && repeatsNothing(counts)) return null;
  const nameOf = (value: unknown) => {
    if (value === true || value === "true") return field.type === "xsd:boolean" ? t("value.yes") : "true";
    if (value === false || value === "false") return field.type === "xsd:boolean" ? t("value.no") : "false";
    return field.values ? memberLabel(field.values, String(value), label) : String(value);
  };
  const present = counts.filter(({ value }) => value !== null);
  const missing = counts.find(({ value }) => value === null)?.count ?? 0;
  const absent = chosen.filter((each) => !present.some(({ value }) => String(value) === each));
  const none = filterOf({ field: field.name, op: "exists", value: "false" });
  return (
    <fieldset className="facet">
      <legend>{field.label}</legend>
      {open ? (
        <InputGroup
          size="small"
          type="search"
          aria-label={t("explore.valuesOf", { field: field.label })}
          placeholder={t("explore.begins")}
          value={typed}
          onValueChange={setTyped}
        />
      ) : null}
      {[...present, ...absent.map((value) => ({ value, count: null }))].map(({ value, count }) => (
        <Value
          key={String(value)}
          text={nameOf(value)}
          count={count}
          checked={chosen.includes(String(value))}
          onTurn={() => onChange(withChosen(all, field.name, turned(chosen, String(value))))}
        />
      ))}
      {missing > 0 || all.includes(none) ? (
        <Value
          text={t("value.none")}
          count={missing}
          checked={all.includes(none)}
          onTurn={() => onChange(turned(all, none))}
        />
      ) : null}
      {open && present.length === 0 ? <p className="muted">{t("picker.nothing")}</p> : null}
      <Button
        size="small"
        variant="minimal"
        aria-expanded={open}
        aria-label={t(open ? "explore.fewerOf" : "explore.moreOf", { field: field.label })}
        onClick={() => {
          setOpen(!open);
          setTyped("");
        }}
      >
        {t(open ? "explore.fewer" : "explore.more")}
      </Button>
    </fieldset>
  );
}

function turned(all: readonly string[], one: string): string[] {
  return all.includes(one) ? all.filter((each) => each !== one) : [...all, one];
}

interface Valued {
  readonly text: string;
  readonly count: number | null;
  readonly checked: boolean;
  readonly onTurn: () => void;
}

function Value({ text, count, checked, onTurn }: Valued) {
  const written = useCount();
  return (
    <Checkbox checked={checked} onChange={onTurn}>
      <span className="name" title={text}>
        {text}
      </span>
      <span className="count">{count === null ? "–" : written(count)}</span>
    </Checkbox>
  );
}
