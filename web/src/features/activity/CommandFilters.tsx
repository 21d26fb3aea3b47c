/** Which commands are looked for: by state, kind, class, time, or by their ids. */
import { HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnter } from "../../ui/keys";
import { timeText } from "../../ui/TimeText";
import { OfClass } from "./OfClass";
import { COMMAND_TYPES, type Sought, STATES } from "./reads";

const HOUR = 3_600_000;
const SPANS = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR } as const;

interface Seeking {
  readonly db: string;
  readonly sought: Sought;
  readonly onSeek: (sought: Sought) => void;
}

export function CommandFilters({ db, sought, onSeek }: Seeking) {
  const { t } = useTranslation();
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
        options={[{ value: "", label: t("activity.anyCommand") }, ...COMMAND_TYPES]}
      />
      <OfClass db={db} name={sought.class} onChoose={(name) => seek({ class: name })} />
      <Since since={sought.since} onChoose={(since) => seek({ since })} />
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

/** A span is a time from the moment it is chosen: whoever gets the address sees the same. */
function Since({ since, onChoose }: { since: string | undefined; onChoose: (since: string | undefined) => void }) {
  const { t } = useTranslation();
  return (
    <HTMLSelect
      aria-label={t("activity.since")}
      value={since ?? ""}
      onChange={(event) => {
        const span = SPANS[event.target.value as keyof typeof SPANS];
        onChoose(span === undefined ? undefined : new Date(Date.now() - span).toISOString());
      }}
    >
      <option value="">{t("activity.anyTime")}</option>
      {since === undefined ? null : <option value={since}>{t("activity.sinceTime", { at: timeText(since) })}</option>}
      {(Object.keys(SPANS) as (keyof typeof SPANS)[]).map((span) => (
        <option key={span} value={span}>
          {t(`activity.span.${span}`)}
        </option>
      ))}
    </HTMLSelect>
  );
}
