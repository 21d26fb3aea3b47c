/** A hint that names a word for another: where it can be put in place, it is a button. */
import { createContext } from "react";
import type { Problem } from "../api/trouble";

/** Puts a word where the problem points to; none where nothing can be done with one. */
export const Replacing = createContext<((problem: Problem, word: string) => void) | undefined>(undefined);

/** The word that a hint names, if it names one. */
export function wordOf(hint: string | undefined): string | undefined {
  return /^did you mean '(.+)'\?$/.exec(hint ?? "")?.[1];
}

/** A document with the word in the place of what was wrong there: a value, or the name of a part. */
export function replacedAt(document: unknown, steps: readonly string[], wrong: unknown, word: string): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return document === wrong ? word : document;
  if (Array.isArray(document)) {
    return document.map((each, index) => (String(index) === step ? replacedAt(each, rest, wrong, word) : each));
  }
  if (typeof document !== "object" || document === null) return document;
  const entries = Object.entries(document).map(([name, value]): [string, unknown] => {
    if (name !== step) return [name, value];
    if (rest.length > 0 || value === wrong) return [name, replacedAt(value, rest, wrong, word)];
    return [name === wrong ? word : name, value];
  });
  return Object.fromEntries(entries);
}
