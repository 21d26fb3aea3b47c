"""What was measured, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from spice.adapters.postgres.connection import Postgres
from spice.ports.measures import Point


class PostgresMeasures:
    """The Measures of a database."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def keep(self, at: datetime, values: Mapping[str, float]) -> None:
        """Note what was measured."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into intake.measures (metric, at, value)"
                " select metric, date_trunc('minute', %s::timestamptz), value"
                " from unnest(%s::text[], %s::float8[]) as told (metric, value)"
                " on conflict (metric, at) do update set value = greatest(measures.value, excluded.value)",
                (at, [*values], [float(value) for value in values.values()]),
            )

    def since(self, start: datetime) -> Mapping[str, Sequence[tuple[datetime, float]]]:
        """Read what was measured from `start` on."""
        found: dict[str, list[tuple[datetime, float]]] = {}
        with self._postgres.connection() as connection:
            for metric, at, value in connection.execute(
                "select metric, at, value from intake.measures where at >= %s order by metric, at", (start,)
            ):
                found.setdefault(metric, []).append((at, value))
        return found

    def series(self, metric: str, start: datetime, end: datetime, step: int) -> Sequence[Point]:
        """Read a metric by steps."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select date_bin(%s * interval '1 second', at, %s) as step, avg(value), min(value), max(value)"
                " from intake.measures where metric = %s and at >= %s and at < %s group by step order by step",
                (step, start, metric, start, end),
            )
            return [Point(*row) for row in rows]
