/** The piece of the graph of commits that is beside one of them; what it shows is told by "merge" and the list's order. */
import type { Row } from "./lanes";

const STEP = 14;

export function Lanes({ row, width }: { readonly row: Row; readonly width: number }) {
  const x = (lane: number) => lane * STEP + STEP / 2;
  const lines = [
    ...row.past.map((lane) => [x(lane), 0, x(lane), 100]),
    ...(row.above ? [[x(row.at), 0, x(row.at), 50]] : []),
    ...row.joins.map((lane) => [x(lane), 0, x(row.at), 50]),
    ...(row.merged ? [[x(row.at), 50, x(row.at + 1), 100]] : []),
    ...row.below.map((lane) => [x(row.at), 50, x(lane), 100]),
  ];
  return (
    <span className="lanes" style={{ width: width * STEP }} aria-hidden="true">
      <svg viewBox={`0 0 ${width * STEP} 100`} preserveAspectRatio="none" role="presentation">
        {lines.map(([x1, y1, x2, y2], index) => (
          <line key={index} x1={x1} y1={y1} x2={x2} y2={y2} />
        ))}
        <line className="knot" x1={x(row.at)} y1={50} x2={x(row.at)} y2={50} />
      </svg>
    </span>
  );
}
