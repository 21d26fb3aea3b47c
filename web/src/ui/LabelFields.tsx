/** A text in English and Korean. */
import { InputGroup } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import { Field } from "./Field";
import type { Label } from "./labels";

interface Labelled {
  readonly id: string;
  readonly title: string;
  readonly value: Label;
  readonly disabled?: boolean;
  readonly onChange: (value: Record<string, string>) => void;
}

export function LabelFields({ id, title, value, disabled = false, onChange }: Labelled) {
  const { t } = useTranslation();
  const texts: Record<string, string> = typeof value === "string" ? { en: value } : { ...(value ?? {}) };
  function set(language: string, text: string) {
    const next = { ...texts, [language]: text };
    if (text === "") delete next[language];
    onChange(next);
  }
  return (
    <div className="halves">
      {(["en", "ko"] as const).map((language) => (
        <Field key={language} id={`${id}-${language}`} label={`${title} (${t(`language.${language}`)})`}>
          <InputGroup
            id={`${id}-${language}`}
            lang={language}
            disabled={disabled}
            value={texts[language] ?? ""}
            onValueChange={(text) => set(language, text)}
          />
        </Field>
      ))}
    </div>
  );
}
