"""How far each projection is, and the counters that rely on it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from spice.adapters.postgres.connection import Postgres
from spice.ports.checkpoints import Count
from spice.ports.errors import Overtaken
from spice.ports.shard_rows import Link

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The hour of what is not counted by the hour."""
# A segment that is looked for has one event at least, so no more of them than events are read.
_AHEAD = """
select shard, max(sequence) from (
    select r.shard, s.sequence,
           sum(s.events) over (partition by r.shard order by s.sequence) - s.events as before
    from unnest(%(s)s::text[], %(after)s::bigint[], %(upto)s::bigint[]) as r(shard, after, upto)
    cross join lateral (
        select sequence, events from model.segments g
        where g.shard = r.shard and g.sequence > r.after and g.sequence <= r.upto and g.events > 0
        order by g.sequence limit %(most)s
    ) s
) counted where before < %(most)s group by shard
"""


class PostgresCheckpoints:
    """Checkpoints and counts move in one transaction."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def epochs(self) -> Mapping[str, int]:
        """Tell how often each projection was reset."""
        with self._postgres.connection() as connection:
            return dict(connection.execute("select projection, epoch from intake.projections").fetchall())

    def read(self, projection: str) -> Mapping[str, int]:
        """Read a projection's sequence per shard."""
        with self._postgres.connection() as connection:
            return dict(
                connection.execute("select shard, sequence from model.checkpoints where projection = %s", (projection,))
            )

    def advance(
        self,
        projection: str,
        positions: Mapping[str, int],
        counts: Sequence[Count] = (),
        *,
        since: Mapping[str, int] | None = None,
        epoch: int | None = None,
    ) -> None:
        """Move checkpoints and add counts."""
        with self._postgres.transaction() as connection:
            if epoch is not None:
                _see(connection, projection, epoch)
            if since is not None:
                _check(connection, projection, {shard: since.get(shard, 0) for shard in positions})
            _keep(connection, projection, positions)
            _add(connection, counts)

    def indexed(self, ranges: Mapping[str, tuple[int, int]]) -> Mapping[tuple[str, int, int], tuple[int, Link]]:
        """Tell how many events segments have."""
        after, upto = [bounds[0] for bounds in ranges.values()], [bounds[1] for bounds in ranges.values()]
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select s.shard, s.sequence, s.generation, s.events, s.sha256"
                " from unnest(%s::text[], %s::bigint[], %s::bigint[]) as r(shard, after, upto)"
                " join model.segments s on s.shard = r.shard and s.sequence > r.after and s.sequence <= r.upto"
                " where s.events > 0",
                (list(ranges), after, upto),
            )
            return {
                (shard, sequence, generation): (
                    events,
                    Link(generation=generation, sequence=sequence, sha256=sha256),
                )
                for shard, sequence, generation, events, sha256 in rows
            }

    def ahead(self, ranges: Mapping[str, tuple[int, int]], *, most: int) -> Mapping[str, int]:
        """Tell how far to go for so many events."""
        after, upto = [bounds[0] for bounds in ranges.values()], [bounds[1] for bounds in ranges.values()]
        with self._postgres.connection() as connection:
            return dict(connection.execute(_AHEAD, {"s": list(ranges), "after": after, "upto": upto, "most": most}))

    def reset(
        self,
        projection: str,
        positions: Mapping[str, int] | None = None,
        counts: Sequence[Count] | None = None,
    ) -> None:
        """Forget a projection's checkpoints and counts, and put others in their place."""
        with self._postgres.transaction() as connection:
            connection.execute(
                "insert into intake.projections as p values (%s, 1)"
                " on conflict (projection) do update set epoch = p.epoch + 1",
                (projection,),
            )
            connection.execute("delete from model.checkpoints where projection = %s", (projection,))
            if positions:
                _keep(connection, projection, positions)
            if counts is not None:
                connection.execute("delete from model.counts where kind <> 'reads'")
                _add(connection, counts)


def _add(connection: Connection[Any], counts: Sequence[Count]) -> None:
    # In one order for all: who counts beside this one waits, and holds nothing that this one wants.
    for count in sorted(counts, key=lambda each: (each.database, each.kind, each.name, each.hour or NEVER)):
        connection.execute(
            "insert into model.counts values (%s, %s, %s, %s, %s) on conflict (database, kind, name, hour)"
            " do update set count = model.counts.count + excluded.count",
            (count.database, count.kind, count.name, count.hour or NEVER, count.step),
        )


def _keep(connection: Connection[Any], projection: str, positions: Mapping[str, int]) -> None:
    connection.execute(
        "insert into model.checkpoints select %s, * from unnest(%s::text[], %s::bigint[])"
        " on conflict (projection, shard) do update"
        " set sequence = greatest(model.checkpoints.sequence, excluded.sequence)",
        (projection, list(positions), list(positions.values())),
    )


def _see(connection: Connection[Any], projection: str, epoch: int) -> None:
    """Hold a projection in its epoch until the transaction ends."""
    held = "select epoch from intake.projections where projection = %s for share"
    if not (rows := connection.execute(held, (projection,)).fetchall()):
        # Without a row there is nothing to hold.
        connection.execute("insert into intake.projections values (%s, 0) on conflict do nothing", (projection,))
        rows = connection.execute(held, (projection,)).fetchall()
    if rows != [(epoch,)]:
        raise Overtaken("postgres", f"{projection} was made again meanwhile")


def _check(connection: Connection[Any], projection: str, since: Mapping[str, int]) -> None:
    """Hold the checkpoints of shards and see that they stand where the caller saw them."""
    connection.execute(
        "insert into model.checkpoints select %s, shard, 0 from unnest(%s::text[]) as s(shard) on conflict do nothing",
        (projection, sorted(since)),
    )
    rows = connection.execute(
        "select shard, sequence from model.checkpoints where projection = %s and shard = any(%s::text[])"
        " order by shard for update",
        (projection, list(since)),
    )
    if dict(rows.fetchall()) != dict(since):
        raise Overtaken("postgres", f"somebody else moved {projection} meanwhile")
