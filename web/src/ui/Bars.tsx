/** Counts as bars; what is drawn is also written, so no table is needed beside it. */
import type { ReactNode } from "react";
import { useCount } from "./labels";

interface Bar {
  readonly key: string;
  readonly label: ReactNode;
  readonly count: number;
}

interface Drawn {
  readonly label: string;
  readonly bars: readonly Bar[];
}

export function Bars({ label, bars }: Drawn) {
  const count = useCount();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <ul className="bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <span className="bar-label">{bar.label}</span>
          <meter className="bar" min={0} max={most} value={bar.count} aria-label={`${bar.key}: ${count(bar.count)}`} />
          <span className="number">{count(bar.count)}</span>
        </li>
      ))}
    </ul>
  );
}
