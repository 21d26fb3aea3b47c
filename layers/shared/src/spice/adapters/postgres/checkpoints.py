"""How far each projection is, and the counters that rely on it."""

from collections.abc import Mapping, Sequence

from spice.adapters.postgres.connection import Postgres
from spice.ports.checkpoints import Count

NO_HOUR = "1970-01-01T00:00:00Z"


class PostgresCheckpoints:
    """Checkpoints and counts move in one transaction."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def read(self, projection: str) -> Mapping[str, int]:
        """Read a projection's sequence per shard."""
        with self._postgres.connection() as connection:
            return dict(
                connection.execute("select shard, sequence from model.checkpoints where projection = %s", (projection,))
            )

    def advance(self, projection: str, positions: Mapping[str, int], counts: Sequence[Count] = ()) -> None:
        """Move checkpoints and add counts."""
        with self._postgres.transaction() as connection:
            connection.execute(
                "insert into model.checkpoints select %s, * from unnest(%s::text[], %s::bigint[])"
                " on conflict (projection, shard) do update"
                " set sequence = greatest(model.checkpoints.sequence, excluded.sequence)",
                (projection, list(positions), list(positions.values())),
            )
            for count in counts:
                connection.execute(
                    "insert into model.counts values (%s, %s, %s, %s, %s) on conflict (database, kind, name, hour)"
                    " do update set count = model.counts.count + excluded.count",
                    (count.database, count.kind, count.name, count.hour or NO_HOUR, count.step),
                )

    def missing(self, shard: str, after: int, before: int) -> Sequence[int]:
        """List the sequences with events strictly between two of a shard."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select sequence from model.segments where shard = %s and sequence > %s and sequence < %s"
                " and events > 0 order by 1",
                (shard, after, before),
            ).fetchall()
        return [row[0] for row in rows]

    def reset(self, projection: str) -> None:
        """Forget a projection's checkpoints and counts."""
        with self._postgres.transaction() as connection:
            connection.execute("delete from model.checkpoints where projection = %s", (projection,))
            if projection == "metrics":
                connection.execute("delete from model.counts where kind <> 'reads'")
