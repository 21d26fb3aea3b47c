/** The editor of a value that has a few named parts: an amount of money, a place. */
import { InputGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exact, isExact } from "../api/numbers";

const KINDS = {
  MONEY: { amount: "text", currency: "text" },
  COORDINATE: { lat: "number", lon: "number" },
} as const;

type Kind = keyof typeof KINDS;
type Part = "amount" | "currency" | "lat" | "lon";

interface Edited {
  readonly id: string;
  readonly kind: Kind;
  readonly value: unknown;
  readonly disabled?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** Whether a value has the parts of its type, and no others: what is none is edited as it is. */
export function isOfParts(type: string, value: unknown): type is Kind {
  if (!(type in KINDS)) return false;
  if (value === undefined || value === null) return true;
  if (typeof value !== "object") return false;
  return Object.keys(value).every((name) => name in KINDS[type as Kind]);
}

export function PartsEditor({ id, kind, value, disabled, describedBy, onChange }: Edited) {
  const { t } = useTranslation();
  const types = KINDS[kind] as Partial<Record<Part, "text" | "number">>;
  const names = Object.keys(types) as Part[];
  const [texts, setTexts] = useState(() => textsOf(value));
  function set(name: Part, text: string) {
    const next = { ...texts, [name]: text };
    setTexts(next);
    const given = names.filter((each) => next[each]);
    onChange(
      given.length === 0
        ? undefined
        : Object.fromEntries(given.map((each) => [each, read(next[each] ?? "", types[each] === "number")])),
    );
  }
  return (
    <div className="row">
      {names.map((name, index) => (
        <InputGroup
          key={name}
          {...(index === 0 && { id })}
          aria-label={t(`value.${name}`)}
          aria-describedby={describedBy}
          placeholder={t(`value.${name}`)}
          disabled={disabled ?? false}
          inputMode={name === "currency" ? undefined : "decimal"}
          value={texts[name] ?? ""}
          onValueChange={(text) => set(name, text)}
        />
      ))}
    </div>
  );
}

function textsOf(value: unknown): Partial<Record<Part, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, isExact(part) ? part.rawJSON : String(part)]),
  );
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

function read(text: string, number: boolean): unknown {
  const trimmed = text.trim();
  return number && NUMBER.test(trimmed) ? exact(trimmed) : trimmed;
}
