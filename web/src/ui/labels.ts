/** Labels in the reader's language: theirs, then the other, then the name. */
import { usePreferences } from "./preferences";

export type Label = string | Record<string, string> | null | undefined;

interface Named {
  readonly name: string;
  readonly label?: Label;
}

export function labelIn(language: string, named: Named): string {
  const { label, name } = named;
  if (typeof label === "string") return label || name;
  if (!label) return name;
  return label[language] ?? Object.values(label)[0] ?? name;
}

/** The text of a label or description, or nothing. */
export function textIn(language: string, label: Label): string {
  return labelIn(language, { name: "", label });
}

/** Get what says labels in the reader's language. */
export function useLabel(): (named: Named) => string {
  const { language } = usePreferences();
  return (named) => labelIn(language, named);
}

export function useCount(): (count: number) => string {
  const { language } = usePreferences();
  return (count) => new Intl.NumberFormat(language).format(count);
}
