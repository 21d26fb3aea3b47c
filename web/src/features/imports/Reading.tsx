/** How the text of a file is read, where what was taken for granted is wrong. */
import { HTMLSelect } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import type { ImportSource } from "./reads";

const ENCODINGS = ["utf-8", "cp949", "euc-kr", "utf-16", "shift_jis", "gb18030", "big5", "windows-1252"];
const DELIMITERS = [",", ";", "tab", "|"] as const;
const NAMES = { ",": "comma", ";": "semicolon", tab: "tab", "|": "bar" } as const;

interface Read {
  readonly source: ImportSource;
  readonly file: string;
  readonly disabled: boolean;
  readonly onChange: (source: ImportSource) => void;
}

export function Reading({ source, file, disabled, onChange }: Read) {
  const { t } = useTranslation();
  // Of what is no text with cells nothing is to be said.
  if (source.upload_id === undefined || !/\.(csv|tsv|txt)$/i.test(file)) return null;
  const { upload_id, encoding, delimiter } = source;
  const set = (changed: { encoding?: string | undefined; delimiter?: string | undefined }) =>
    onChange({ upload_id, encoding, delimiter, ...changed });
  return (
    <div className="row">
      <HTMLSelect
        aria-label={t("imports.encoding")}
        value={encoding ?? ""}
        disabled={disabled}
        onChange={(event) => set({ encoding: event.target.value || undefined })}
      >
        <option value="">{t("imports.anyEncoding")}</option>
        {ENCODINGS.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </HTMLSelect>
      <HTMLSelect
        aria-label={t("imports.delimiter")}
        value={delimiter ?? ""}
        disabled={disabled}
        onChange={(event) => set({ delimiter: event.target.value || undefined })}
      >
        <option value="">{t("imports.anyDelimiter")}</option>
        {DELIMITERS.map((each) => (
          <option key={each} value={each}>
            {t(`imports.delimiters.${NAMES[each]}`)}
          </option>
        ))}
      </HTMLSelect>
    </div>
  );
}
