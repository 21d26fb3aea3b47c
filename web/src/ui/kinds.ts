/** Names of what the platform tells by a word of its own: commands, events, codes of refusals. */
import { useTranslation } from "react-i18next";

export interface Namer {
  /** A type of command or event. */
  readonly kind: (type: string) => string;
  /** A code of a refusal. */
  readonly code: (code: string) => string;
}

/** Get what names them; one that is new to this console is told as it is. */
export function useNames(): Namer {
  const { t, i18n } = useTranslation();
  const named = (group: string, word: string) =>
    i18n.exists(`${group}.${word}`) ? t(`${group}.${word}` as "code.internal") : word;
  return { kind: (type) => named("kind", type), code: (code) => named("code", code) };
}
