"""Positions, lag and counts for operators."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.ports.operations import ProjectionState

FLUSH_SECONDS = 5.0
_STATES = """
select p.projection, s.shard, coalesce(c.sequence, 0),
       coalesce((select max(g.generation) from model.segments g
                 where g.shard = s.shard and g.sequence <= coalesce(c.sequence, 0)), 1),
       (select count(*) from model.segments g
        where g.shard = s.shard and g.sequence > coalesce(c.sequence, 0) and g.events > 0)
from unnest(%s::text[]) as p(projection) cross join model.shards s
left join model.checkpoints c on c.projection = p.projection and c.shard = s.shard
where s.shard like 'instance-%%' order by 1, 2
"""
# Segments without events move no checkpoint: behind the last one that has some, a projection has all there is.
_PROJECTED = """
select s.generation, case when exists (
    select 1 from model.segments g where g.shard = s.shard and g.sequence > coalesce(c.sequence, 0) and g.events > 0)
  then coalesce(c.sequence, 0) else s.sequence end
from model.shards s left join model.checkpoints c on c.shard = s.shard and c.projection = %s where s.shard = %s
"""


class PostgresOperations:
    """What operators look at; reads are counted in the process and written now and then."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._reads: dict[tuple[UUID, str], int] = {}
        self._flushed_at = time.monotonic()

    def projections(self, names: Sequence[str]) -> Sequence[ProjectionState]:
        """List projections with their positions and lag (segments with events not taken in)."""
        with self._postgres.connection() as connection:
            rows = connection.execute(_STATES, (list(names),)).fetchall()
        states = {name: ProjectionState(name=name) for name in names}
        lags = dict.fromkeys(names, 0)
        for name, shard, sequence, generation, lag in rows:
            states[name].positions[shard] = (generation, sequence)
            lags[name] += lag
        return [ProjectionState(name=name, positions=states[name].positions, lag=lags[name]) for name in names]

    def projected(self, projection: str, shard: str) -> tuple[int, int]:
        """Tell how far a projection is in a shard."""
        with self._postgres.connection() as connection:
            row = connection.execute(_PROJECTED, (projection, shard)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def written(self) -> Mapping[str, int]:
        """Tell the last sequence of every shard of instances."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select shard, sequence from model.shards s where shard like 'instance-%%'"
                " and not exists (select 1 from model.quarantine q where q.shard = s.shard)"
            )
            return dict(rows.fetchall())

    def metrics(self, database: UUID) -> dict[str, object]:
        """Counts by class id, writes and reads by hour and actor."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select kind, name, hour, count from model.counts where database = %s and count <> 0"
                " order by hour, name",
                (database,),
            ).fetchall()
        return {
            "classes": {name: count for kind, name, _, count in rows if kind == "class"},
            "writes": [_by_hour(name, hour, count) for kind, name, hour, count in rows if kind == "writes"],
            "reads": [_by_hour(name, hour, count) for kind, name, hour, count in rows if kind == "reads"],
        }

    def count_read(self, database: UUID, actor: str) -> None:
        """Count a read; written at most every few seconds."""
        self._reads[database, actor] = self._reads.get((database, actor), 0) + 1
        if time.monotonic() - self._flushed_at < FLUSH_SECONDS:
            return
        reads, self._reads, self._flushed_at = self._reads, {}, time.monotonic()
        with self._postgres.transaction() as connection:
            for (uuid, name), count in reads.items():
                connection.execute(
                    "insert into model.counts values (%s, 'reads', %s, date_trunc('hour', now(), 'UTC'), %s)"
                    " on conflict (database, kind, name, hour) do update"
                    " set count = model.counts.count + excluded.count",
                    (uuid, name, count),
                )


def _by_hour(actor: str, hour: datetime, count: int) -> dict[str, object]:
    return {"hour": hour, "actor": actor, "count": count}
