/** What a combobox offers: the field keeps the focus, one option is told as the active one. */
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";

export interface Offer {
  readonly key: string;
  readonly text: ReactNode;
}

interface Listed {
  readonly id: string;
  readonly label: string;
  readonly offers: readonly Offer[];
  readonly at: number;
  readonly className: string;
  readonly onChoose: (index: number) => void;
}

export function Listbox({ id, label, offers, at, className, onChoose }: Listed) {
  return (
    <div id={id} role="listbox" aria-label={label} className={className}>
      {offers.map((each, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
        <div
          key={each.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          // The field would lose the focus, and with it the list, before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
        >
          {each.text}
        </div>
      ))}
    </div>
  );
}

interface Walked {
  readonly list: string;
  readonly at: number;
  readonly to: (index: number) => void;
  /** Whether the key was one that walks. */
  readonly walk: (event: KeyboardEvent) => boolean;
  /** What the field says of its list. */
  readonly field: {
    readonly role: "combobox";
    readonly "aria-expanded": boolean;
    readonly "aria-controls": string;
    readonly "aria-activedescendant": string | undefined;
  };
}

/** Walk through so many offers by arrow keys. */
export function useListbox(count: number, open: boolean): Walked {
  const list = useId();
  const [wanted, setWanted] = useState(0);
  const at = Math.min(wanted, count - 1);
  function walk(event: KeyboardEvent): boolean {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return false;
    setWanted(Math.max(0, Math.min(at + step, count - 1)));
    event.preventDefault();
    return true;
  }
  const field = {
    role: "combobox" as const,
    "aria-expanded": open,
    "aria-controls": list,
    "aria-activedescendant": open && count > 0 ? `${list}-${at}` : undefined,
  };
  return { list, at, to: setWanted, walk, field };
}
