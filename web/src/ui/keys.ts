/** The one place that reads keys: nothing happens while a letter is being composed, or a field is typed in. */
import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useRef } from "react";
import { preferences } from "./preferences";

type Pressed = Pick<KeyboardEvent, "key" | "isComposing" | "keyCode">;

/** Whether Enter was meant: one that ends a composition of Hangul or Kana is not. */
export function isEnter(event: Pressed | ReactKeyboardEvent): boolean {
  const native = "nativeEvent" in event ? (event.nativeEvent as KeyboardEvent) : event;
  return native.key === "Enter" && !native.isComposing && native.keyCode !== 229;
}

/** Keep a form from being sent by the Enter that ends a composition. */
export function guardComposition(event: ReactKeyboardEvent): void {
  if (event.key === "Enter" && !isEnter(event)) event.preventDefault();
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

/** The letter of the key, also where an input method makes another of it. */
function letterOf({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  return /^Key[A-Z]$/.test(code) && !/^[a-z]$/i.test(key) ? code.slice(-1).toLowerCase() : key;
}

const PAUSE = 1000;

/** Listen to keys of the whole page: `g e` in sequence, `/`, `mod+k`. */
export function useKeys(bound: Readonly<Record<string, () => void>>): void {
  const keys = useRef(bound);
  keys.current = bound;
  useEffect(() => {
    let first = "";
    let at = 0;
    function pressed(event: KeyboardEvent) {
      if (event.isComposing || event.altKey) return;
      const key = letterOf(event);
      const modified = event.ctrlKey || event.metaKey;
      if (!modified && (isField(event.target) || !preferences().singleKeys)) return;
      const sequence = first !== "" && Date.now() - at < PAUSE ? `${first} ${key}` : "";
      const run = keys.current[sequence] ?? keys.current[modified ? `mod+${key.toLowerCase()}` : key];
      first = key;
      at = Date.now();
      if (run === undefined) return;
      first = "";
      event.preventDefault();
      run();
    }
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
