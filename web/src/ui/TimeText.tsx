/** A time, in the zone that was chosen; the zone is always shown. */
import { preferences, usePreferences } from "./preferences";

interface Shown {
  readonly at: string | null | undefined;
  /** Only the clock matters where the day is told elsewhere. */
  readonly precise?: boolean;
}

export function TimeText({ at, precise = false }: Shown) {
  const { language, zone } = usePreferences();
  if (!at) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={at} className="nowrap">
      {timeIn(at, language, zone, precise)}
    </time>
  );
}

/** Write a time as text, where no element can be. */
export function timeText(at: string): string {
  const { language, zone } = preferences();
  return timeIn(at, language, zone, false);
}

/** A zone that this browser does not know, as one of another browser's, is shown in UTC, which is said. */
function known(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

function timeIn(at: string, language: string, zone: string, precise: boolean): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  return new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(precise ? { second: "2-digit" as const } : {}),
    hourCycle: "h23",
    timeZone: known(zone),
    timeZoneName: "short",
  }).format(moment);
}
