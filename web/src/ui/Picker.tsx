/** One of many: a native select while they are few, else a field that is typed in and draws the first that match. */
import { HTMLSelect, InputGroup } from "@blueprintjs/core";
import { CaretDown } from "@blueprintjs/icons";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnter } from "./keys";
import { Listbox, useListbox } from "./Listbox";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface Picked {
  readonly id?: string;
  /** Its name, where no label names it. */
  readonly label?: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  /** What stands for no choice, where none may be made. */
  readonly none?: string;
  readonly fill?: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

const FEW = 100;
const DRAWN = 50;

export function Picker(picked: Picked) {
  return picked.choices.length > FEW ? <Typed {...picked} /> : <Select {...picked} />;
}

function Select({ id, label, value, choices, none, fill, disabled, onChange }: Picked) {
  const all = none === undefined ? choices : [{ value: "", label: none }, ...choices];
  return (
    <HTMLSelect
      {...(id !== undefined && { id })}
      aria-label={label}
      fill={fill ?? false}
      disabled={disabled ?? false}
      value={value}
      options={[...all]}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Typed({ id, label, value, choices, none, fill, disabled, onChange }: Picked) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const open = typed !== null;
  const matching = open ? matches(choices, typed, none) : [];
  const drawn = matching.slice(0, DRAWN);
  const { list, at, to, walk, field } = useListbox(drawn.length, open);
  const chosen = choices.find((each) => each.value === value)?.label ?? (value === "" ? (none ?? "") : value);

  function choose(index: number) {
    const choice = drawn[index];
    setTyped(null);
    if (choice !== undefined && choice.value !== value) onChange(choice.value);
  }

  function pressed(event: KeyboardEvent) {
    if (!open && event.key === "ArrowDown") setTyped("");
    else if (walk(event)) return;
    else if (open && event.key === "Escape") setTyped(null);
    else if (open && isEnter(event)) choose(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={fill ? "picker fill" : "picker"}>
      <InputGroup
        {...field}
        {...(id !== undefined && { id })}
        aria-label={label}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        fill={fill ?? false}
        disabled={disabled ?? false}
        rightElement={<CaretDown className="picker-mark" />}
        value={typed ?? chosen}
        placeholder={open ? t("picker.hint", { count: choices.length }) : ""}
        onClick={() => setTyped(typed ?? "")}
        onBlur={() => setTyped(null)}
        onKeyDown={pressed}
        onValueChange={(text) => {
          setTyped(text);
          to(0);
        }}
      />
      {open ? (
        <div className="picker-list">
          <Listbox
            id={list}
            label={label ?? t("picker.choices")}
            className="palette"
            offers={drawn.map((each) => ({ key: each.value, text: each.label }))}
            at={at}
            onChoose={choose}
          />
          {matching.length > drawn.length ? (
            <p className="muted">{t("picker.more", { count: matching.length - drawn.length })}</p>
          ) : null}
          {matching.length === 0 ? <p className="muted">{t("picker.nothing")}</p> : null}
        </div>
      ) : null}
    </div>
  );
}

/** Those that begin with what was typed come before those that have it within. */
function matches(choices: readonly Choice[], typed: string, none: string | undefined): readonly Choice[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return none === undefined ? choices : [{ value: "", label: none }, ...choices];
  const texts = (each: Choice) => [each.label.toLowerCase(), each.value.toLowerCase()];
  const within = choices.filter((each) => texts(each).some((text) => text.includes(wanted)));
  const begins = (each: Choice) => (texts(each).some((text) => text.startsWith(wanted)) ? 0 : 1);
  return within.toSorted((one, other) => begins(one) - begins(other));
}
