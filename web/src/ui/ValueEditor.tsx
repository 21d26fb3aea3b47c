/** One editor per type: it shows the source text, and gives the value that a write takes. */
import { HTMLSelect, InputGroup, TextArea } from "@blueprintjs/core";
import { type ChangeEvent, type ClipboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { exact, parseExact } from "../api/numbers";
import type { Property } from "../api/queries";
import { useLabel } from "./labels";
import { isOfParts, PartsEditor } from "./PartsEditor";
import { isComposite, isNumber } from "./types";
import { valueText } from "./Value";

interface Editing {
  readonly id: string;
  readonly property: Pick<Property, "name" | "type" | "values">;
  readonly value: unknown;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  /** `undefined` is no value; a text that is no JSON yet is given as it is, and refused by the platform. */
  readonly onChange: (value: unknown) => void;
}

export function ValueEditor(editing: Editing) {
  const { type } = editing.property;
  const { t } = useTranslation();
  if (type === "xsd:boolean") {
    return <Choice {...editing} choices={["true", "false"]} labels={[t("value.yes"), t("value.no")]} />;
  }
  if (type === "ENUM") return <Members {...editing} />;
  const { value } = editing;
  if (isOfParts(type, value)) return <PartsEditor {...editing} kind={type} />;
  if (isComposite(type)) return <Json {...editing} />;
  if (isDay(type) && (value === undefined || DAY.test(String(value)))) return <Day {...editing} />;
  return <Line {...editing} />;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function isDay(type: string): boolean {
  return type === "xsd:date" || type === "DATE";
}

/** A day, chosen or typed as the browser has it, and given as the platform writes it. */
function Day({ id, value, disabled, invalid, describedBy, onChange }: Editing) {
  return (
    <InputGroup
      id={id}
      type="date"
      max="9999-12-31"
      defaultValue={typeof value === "string" ? value : ""}
      disabled={disabled ?? false}
      intent={invalid ? "danger" : "none"}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}

/** A line of text, or several where there are: a field of one line would drop the ends of lines. */
function Line({ id, property, value, disabled, invalid, describedBy, onChange }: Editing) {
  const first = valueText(value);
  const [text, setText] = useState(first.replaceAll("\r\n", "\n"));
  const [lines, setLines] = useState<"one" | "many" | "pasted">(/[\r\n]/.test(first) ? "many" : "one");
  const type = (next: string) => {
    setText(next);
    onChange(read(first.includes("\r\n") ? next.replaceAll("\n", "\r\n") : next, property.type));
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData("text").replaceAll(/\r\n?/g, "\n");
    if (!pasted.trimEnd().includes("\n") || isNumber(property.type)) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    setLines("pasted");
    type(text.slice(0, selectionStart ?? 0) + pasted + text.slice(selectionEnd ?? text.length));
  };
  const parts = {
    id,
    value: text,
    disabled: disabled ?? false,
    intent: invalid ? "danger" : "none",
    "aria-invalid": invalid || undefined,
    "aria-describedby": describedBy,
    fill: true,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => type(event.target.value),
  } as const;
  if (lines !== "one") return <TextArea {...parts} autoResize autoFocus={lines === "pasted"} />;
  return <InputGroup {...parts} onPaste={paste} inputMode={isNumber(property.type) ? "decimal" : undefined} />;
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function read(text: string, type: string): unknown {
  if (text === "") return undefined;
  return isNumber(type) && NUMBER.test(text) ? exact(text) : text;
}

function Json({ id, value, disabled, invalid, describedBy, onChange }: Editing) {
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  return (
    <TextArea
      id={id}
      className="json"
      value={text}
      disabled={disabled}
      intent={invalid ? "danger" : "none"}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoResize
      fill
      spellCheck={false}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readJson(event.target.value));
      }}
    />
  );
}

function readJson(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return parseExact(text);
  } catch {
    // Not yet JSON: the text is what there is, and the platform says what is wrong with it.
    return text;
  }
}

function Members(editing: Editing) {
  const label = useLabel();
  const members = (editing.property.values ?? []).map((each) => (typeof each === "string" ? { name: each } : each));
  return <Choice {...editing} choices={members.map((each) => each.name)} labels={members.map(label)} />;
}

interface Choosing extends Editing {
  readonly choices: readonly string[];
  readonly labels?: readonly string[];
}

function Choice({ id, property, value, disabled, describedBy, onChange, choices, labels }: Choosing) {
  const { t } = useTranslation();
  return (
    <HTMLSelect
      id={id}
      value={value === undefined || value === null ? "" : String(value)}
      disabled={disabled}
      aria-describedby={describedBy}
      onChange={(event) => {
        const chosen = event.target.value;
        onChange(chosen === "" ? undefined : property.type === "xsd:boolean" ? chosen === "true" : chosen);
      }}
    >
      <option value="">{t("value.none")}</option>
      {choices.map((each, index) => (
        <option key={each} value={each}>
          {labels?.[index] ?? each}
        </option>
      ))}
    </HTMLSelect>
  );
}
