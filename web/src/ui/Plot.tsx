/** How a figure went: a line within the band of its least and greatest values, and the same as a table. */
import { useTranslation } from "react-i18next";
import { usePreferences } from "./preferences";
import { Table } from "./Table";
import { TimeText } from "./TimeText";

export interface Point {
  readonly at: string;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

interface Plotted {
  readonly label: string;
  readonly points: readonly Point[];
  /** Seconds of a step: where one is missing, nothing was measured and the line is broken. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
  /** What it should not be over. */
  readonly threshold?: number;
}

const WIDTH = 300;
const HEIGHT = 48;

export function Plot(plotted: Plotted) {
  const { t } = useTranslation();
  const { label, points } = plotted;
  const figure = useFigure();
  const last = points.at(-1);
  if (last === undefined) return <p className="muted">{t("alarms.notMeasured")}</p>;
  const [least, greatest] = [
    Math.min(...points.map((point) => point.min)),
    Math.max(...points.map((point) => point.max)),
  ];
  const told = { name: label, last: figure(last.mean), least: figure(least), greatest: figure(greatest) };
  return (
    <div>
      <Drawn plotted={plotted} greatest={greatest} told={t("alarms.over", told)} />
      <details>
        <summary>{t("alarms.figures")}</summary>
        <Table label={label} head={[t("alarms.at"), t("alarms.mean"), t("alarms.least"), t("alarms.greatest")]}>
          {points.toReversed().map((point) => (
            <tr key={point.at}>
              <td>
                <TimeText at={point.at} />
              </td>
              <td className="number">{figure(point.mean)}</td>
              <td className="number">{figure(point.min)}</td>
              <td className="number">{figure(point.max)}</td>
            </tr>
          ))}
        </Table>
      </details>
    </div>
  );
}

function Drawn({ plotted, greatest, told }: { plotted: Plotted; greatest: number; told: string }) {
  const { points, step, from, to, threshold } = plotted;
  // A limit far above what was measured would flatten the line: it is drawn where it is near.
  const near = threshold !== undefined && threshold <= greatest * 2 ? threshold : undefined;
  const top = Math.max(greatest, near ?? 0, Number.EPSILON) * 1.05;
  const x = (at: string) => (((Date.parse(at) - from) / Math.max(to - from, 1)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1);
  return (
    <svg className="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={told}>
      {unbroken(points, step).map((run) => (
        <g key={run[0]?.at}>
          <polygon
            className="plot-band"
            points={[
              ...run.map((point) => `${x(point.at)},${y(point.max)}`),
              ...run.toReversed().map((point) => `${x(point.at)},${y(point.min)}`),
            ].join(" ")}
          />
          <polyline className="plot-line" points={run.map((point) => `${x(point.at)},${y(point.mean)}`).join(" ")} />
        </g>
      ))}
      {near === undefined ? null : <line className="plot-limit" x1={0} x2={WIDTH} y1={y(near)} y2={y(near)} />}
    </svg>
  );
}

/** Points parted where a step is missing. */
export function unbroken(points: readonly Point[], step: number): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const at = Date.parse(point.at);
    const run = at - before > step * 1500 ? undefined : runs.at(-1);
    if (run === undefined) runs.push([point]);
    else run.push(point);
    before = at;
  }
  return runs;
}

/** Write a measure: whole where it is large, else with what tells it from its neighbours. */
export function useFigure(): (value: number) => string {
  const { language } = usePreferences();
  return (value) => new Intl.NumberFormat(language, { maximumSignificantDigits: value >= 1000 ? 6 : 3 }).format(value);
}
