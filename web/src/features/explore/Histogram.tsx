/** How the values of a number or time are spread; a bar narrows to what it holds. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isExact } from "../../api/numbers";
import { Answered } from "../../ui/Answered";
import { useCount } from "../../ui/labels";
import { usePreferences } from "../../ui/preferences";
import { timeText } from "../../ui/TimeText";
import { isInstant, isMoment } from "../../ui/types";
import { bodyFilter, filterOf, partsOf } from "./filters";
import { type Exploration, type Field, figures } from "./found";

interface Drawn {
  readonly db: string;
  readonly wanted: Exploration;
  readonly field: Field;
  readonly all: readonly string[];
  readonly onChange: (filters: string[]) => void;
}

const BARS = 24;

export function Histogram({ db, wanted, field, all, onChange }: Drawn) {
  const { t } = useTranslation();
  const range = { class: wanted.class ?? null, filter: bodyFilter(wanted.f ?? []) };
  const ends = useQuery(
    figures(db, {
      ...range,
      measures: [
        { op: "min", field: field.name, as: "low" },
        { op: "max", field: field.name, as: "high" },
      ],
    }),
  );
  const [low, high] = [ends.data?.[0]?.low, ends.data?.[0]?.high];
  const interval = intervalOf(field, low, high);
  const counts = useQuery({
    ...figures(db, {
      ...range,
      group_by: [{ field: field.name, interval: interval ?? 1, as: "from" }],
      measures: [{ op: "count", as: "count" }],
      sort: ["from"],
      limit: 400,
    }),
    enabled: interval !== undefined,
  });
  if (ends.data !== undefined && interval === undefined) return <p className="muted">{t("explore.noSpread")}</p>;
  const told = interval === undefined ? ends : counts;
  return (
    <>
      {wanted.q === undefined ? null : <p className="muted">{t("explore.figuresWithoutWords")}</p>}
      <Answered of={told as typeof counts}>
        {(rows) => <Spread rows={rows} field={field} interval={interval} all={all} onChange={onChange} />}
      </Answered>
    </>
  );
}

interface Spreading {
  readonly rows: readonly Record<string, unknown>[];
  readonly field: Field;
  readonly interval: Interval | undefined;
  readonly all: readonly string[];
  readonly onChange: (filters: string[]) => void;
}

function Spread({ rows, field, interval, all, onChange }: Spreading) {
  const { t } = useTranslation();
  const count = useCount();
  const bars = rows.filter((row) => row.from !== null && row.from !== undefined);
  usePreferences();
  // A day is one wherever one is; a moment is told in one's own zone.
  const shown = (bound: string) => (isInstant(field.type) ? timeText(bound) : bound.slice(0, WIDEST));
  const most = Math.max(1, ...bars.map((row) => Number(row.count)));
  return (
    <>
      <ul className="histogram" aria-label={t("explore.spreadOf", { field: field.label })}>
        {bars.map((row, index) => {
          const from = text(row.from);
          const to = typeof interval === "number" ? sum(from, interval) : text(bars[index + 1]?.from ?? "");
          const name = `${shown(from)}${to === "" ? "" : ` – ${shown(to)}`}: ${count(Number(row.count))}`;
          return (
            <li key={from}>
              <button
                type="button"
                title={name}
                aria-label={name}
                style={{ height: `${(Number(row.count) / most) * 100}%` }}
                onClick={() => onChange(narrowed(all, field.name, from, to))}
              />
            </li>
          );
        })}
      </ul>
      <div className="row muted">
        <span>{shown(text(bars[0]?.from ?? ""))}</span>
        <span className="grow" />
        <span>{shown(text(bars.at(-1)?.from ?? ""))}</span>
      </div>
    </>
  );
}

const WIDEST = 10;
const DIGITS = 12;

/** Without what floats add of their own, as 0.1 + 0.2 does. */
function sum(from: string, interval: number): string {
  return String(Number((Number(from) + interval).toPrecision(DIGITS)));
}

function narrowed(all: readonly string[], field: string, from: string, to: string): string[] {
  const others = all.filter((each) => partsOf(each).field !== field || !["gte", "lt"].includes(partsOf(each).op));
  const bounds = [filterOf({ field, op: "gte", value: from })];
  if (to !== "") bounds.push(filterOf({ field, op: "lt", value: to }));
  return [...others, ...bounds];
}

type Interval = number | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

function text(value: unknown): string {
  return isExact(value) ? value.rawJSON : String(value);
}

function intervalOf(field: Field, low: unknown, high: unknown): Interval | undefined {
  if (low === null || low === undefined || high === null || high === undefined) return undefined;
  if (isMoment(field.type)) return ofTime(Date.parse(text(high)) - Date.parse(text(low)));
  const width = Number(text(high)) - Number(text(low));
  if (!(width > 0)) return undefined;
  const rough = width / BARS;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].find((step) => step * magnitude >= rough) ?? 10;
  return Math.max(nice * magnitude, Number.isInteger(width) && field.type !== "xsd:decimal" ? 1 : 0);
}

const STEPS: readonly (readonly [Interval, number])[] = [
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
  ["week", 7 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["quarter", 91 * 86_400_000],
];

function ofTime(width: number): Interval {
  return STEPS.find(([, step]) => width / step <= BARS * 2)?.[0] ?? "year";
}
