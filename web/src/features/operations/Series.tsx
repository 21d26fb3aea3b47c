/** How a metric went lately. */
import { useQuery } from "@tanstack/react-query";
import { Answered } from "../../ui/Answered";
import { Plot } from "../../ui/Plot";
import { type Metric, SPAN, type Span, series } from "./measures";

interface Shown {
  readonly metric: Metric;
  readonly span: Span;
  readonly threshold?: number;
}

export function Series({ metric, span, threshold }: Shown) {
  const found = useQuery(series(metric, span));
  return (
    <Answered of={found}>
      {({ points, from, to }) => (
        <Plot
          label={metric}
          points={points}
          step={SPAN[span].step}
          from={from}
          to={to}
          {...(threshold !== undefined && { threshold })}
        />
      )}
    </Answered>
  );
}
