/** A span of time. It is a time from the moment it is chosen: whoever gets the address sees the same. */
import { HTMLSelect } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import { now } from "../../ui/clock";
import { timeText } from "../../ui/TimeText";

const HOUR = 3_600_000;
const SPANS = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR } as const;

type Span = keyof typeof SPANS;
const NAMES = Object.keys(SPANS) as Span[];

/** The time from which a span is, that ends now. */
export function sinceSpan(span: Span): string {
  return new Date(now() - SPANS[span]).toISOString();
}

interface Spanning {
  readonly label: string;
  readonly since: string | undefined;
  readonly onChoose: (since: string | undefined) => void;
}

export function Since({ label, since, onChoose }: Spanning) {
  const { t } = useTranslation();
  return (
    <HTMLSelect
      aria-label={label}
      value={since ?? ""}
      onChange={(event) => {
        const span = NAMES.find((each) => each === event.target.value);
        onChoose(span === undefined ? undefined : sinceSpan(span));
      }}
    >
      <option value="">{t("activity.anyTime")}</option>
      {since === undefined ? null : <option value={since}>{t("activity.sinceTime", { at: timeText(since) })}</option>}
      {NAMES.map((span) => (
        <option key={span} value={span}>
          {t(`activity.span.${span}`)}
        </option>
      ))}
    </HTMLSelect>
  );
}
