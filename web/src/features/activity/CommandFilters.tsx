/** Which commands are looked for: by state, kind, class, time, or by their ids. */
import { HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnter } from "../../ui/keys";
import { useNames } from "../../ui/kinds";
import { OfClass } from "./OfClass";
import { COMMAND_TYPES, type Sought, STATES } from "./reads";
import { Since } from "./Since";

interface Seeking {
  readonly db: string;
  readonly sought: Sought;
  readonly onSeek: (sought: Sought) => void;
}

export function CommandFilters({ db, sought, onSeek }: Seeking) {
  const { t } = useTranslation();
  const names = useNames();
  const [typed, setTyped] = useState(sought.ids ?? "");
  const seek = (change: Partial<Sought>) => onSeek({ ...sought, ...change });
  return (
    <div className="row">
      <HTMLSelect
        aria-label={t("activity.state")}
        value={sought.state ?? ""}
        onChange={(event) => seek({ state: event.target.value || undefined })}
      >
        <option value="">{t("activity.anyState")}</option>
        {STATES.map((each) => (
          <option key={each} value={each}>
            {t(`state.${each}`)}
          </option>
        ))}
      </HTMLSelect>
      <HTMLSelect
        aria-label={t("activity.command")}
        value={sought.type ?? ""}
        onChange={(event) => seek({ type: event.target.value || undefined })}
        options={[
          { value: "", label: t("activity.anyCommand") },
          ...COMMAND_TYPES.map((value) => ({ value, label: names.kind(value) })),
        ]}
      />
      <OfClass db={db} name={sought.class} onChoose={(name) => seek({ class: name })} />
      <Since label={t("activity.since")} since={sought.since} onChoose={(since) => seek({ since })} />
      <InputGroup
        aria-label={t("activity.ids")}
        placeholder={t("activity.ids")}
        value={typed}
        onValueChange={setTyped}
        onKeyDown={(event) => {
          if (isEnter(event)) seek({ ids: typed.trim() || undefined });
        }}
      />
    </div>
  );
}
