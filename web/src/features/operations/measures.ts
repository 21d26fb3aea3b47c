/** What rings, and how what is measured went. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "../../api/client";
import type { operations } from "../../api/schema";
import { now } from "../../ui/clock";

export type Alarm = Schemas["Alarm"];
export type Metric = operations["get_admin_series"]["parameters"]["query"]["metric"];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back one looks, and the seconds of a step: about a hundred steps. */
export const SPAN = {
  hour: { long: HOUR, step: 60 },
  day: { long: DAY, step: 900 },
  fortnight: { long: 14 * DAY, step: 10_800 },
} as const;
export type Span = keyof typeof SPAN;

const MEASURED = 60_000;

export const alarms = queryOptions({
  queryKey: ["all", "ops", "alarms"],
  queryFn: () => dataOf(api.GET("/api/v1/admin/alarms")),
});

/** A metric over a span that ends now; asked for again as often as it is measured. */
export function series(metric: Metric, span: Span) {
  const { long, step } = SPAN[span];
  return queryOptions({
    queryKey: ["all", "series", metric, span],
    queryFn: async () => {
      const to = now();
      const query = { metric, step, from: new Date(to - long).toISOString(), to: new Date(to).toISOString() };
      return { points: await dataOf(api.GET("/api/v1/admin/series", { params: { query } })), from: to - long, to };
    },
    staleTime: MEASURED,
    refetchInterval: MEASURED,
  });
}
