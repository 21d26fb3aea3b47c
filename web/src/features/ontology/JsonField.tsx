/** An object of JSON that is typed: what is none yet is marked, and the draft keeps what it had. */
import { InputGroup } from "@blueprintjs/core";
import { useState } from "react";
import { isExact, parseExact, writeExact } from "../../api/numbers";
import { Field } from "../../ui/Field";

export type Parts = Record<string, unknown>;

interface Typed {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly value: Parts;
  /** The only names that are taken, where not all are. */
  readonly only?: readonly string[];
  readonly onChange: (value: Parts) => void;
}

export function JsonField({ id, label, help, value, only, onChange }: Typed) {
  // What is typed is shown as it is typed, and as it was understood when one has left.
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && partsOf(typed, only) === null;
  return (
    <Field id={id} label={label} help={help}>
      <InputGroup
        id={id}
        className="json"
        value={typed ?? (Object.keys(value).length > 0 ? writeExact(value) : "")}
        intent={wrong ? "danger" : "none"}
        aria-invalid={wrong || undefined}
        aria-describedby={`${id}-help`}
        onBlur={() => {
          if (!wrong) setTyped(null);
        }}
        onValueChange={(next) => {
          setTyped(next);
          const read = partsOf(next, only);
          if (read !== null) onChange(read);
        }}
      />
    </Field>
  );
}

function partsOf(text: string, only?: readonly string[]): Parts | null {
  if (text.trim() === "") return {};
  try {
    const read: unknown = parseExact(text);
    if (typeof read !== "object" || read === null || Array.isArray(read) || isExact(read)) return null;
    return Object.keys(read).every((name) => only?.includes(name) ?? true) ? (read as Parts) : null;
  } catch {
    return null;
  }
}
