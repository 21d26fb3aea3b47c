"""Maps of keys to partitions, as rows."""

from collections.abc import Callable
from datetime import datetime

from spice.adapters.postgres.connection import Postgres
from spice.domain.shards import Shard
from spice.ports.generations import ASKED, BEGUN, CLOSING, ShardMap

_NEWEST = (
    "select generation, partitions, state from intake.generations where family = %s and (state = 'BEGUN' or not %s)"
    " order by generation desc limit 1"
)
_KEEP = "insert into intake.generations values (%s, %s, %s, %s) on conflict do nothing"


class PostgresGenerations:
    """The Generations of a database; `partitions` counts a topic's, which is the first map of a family."""

    def __init__(self, postgres: Postgres, partitions: Callable[[str], int]) -> None:
        self._postgres, self._partitions = postgres, partitions

    def current(self, family: str) -> ShardMap:
        """Read the map that has begun."""
        return self._read(family, begun=True)

    def newest(self, family: str) -> ShardMap:
        """Read the map that accepted commands are stamped with."""
        return self._read(family, begun=False)

    def first(self, made: ShardMap) -> None:
        """Keep the first map of a family."""
        with self._postgres.connection() as connection:
            connection.execute(_KEEP, (made.family, made.generation, made.partitions, made.state))

    def ask(self, wanted: ShardMap) -> ShardMap:
        """Have writers use the next map, unless one is on its way."""
        before = self.current(wanted.family)
        with self._postgres.transaction() as connection:
            for each, state in ((before, BEGUN), (wanted, ASKED)):
                connection.execute(_KEEP, (each.family, each.generation, each.partitions, state))
        return self.newest(wanted.family)

    def drained(self, family: str) -> bool:
        """Tell whether no row of an older map waits."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select exists (select 1 from intake.outbox where topic = %s and generation < %s)",
                (Shard(family, 0).commands, self.newest(family).generation),
            ).fetchone()
        return row == (False,)

    def pause(self, family: str) -> None:
        """Say so first, then hold every claim once: whoever claims later reads what was said."""
        topic, before = Shard(family, 0).commands, self.current(family)
        with self._postgres.connection() as connection:
            connection.execute(
                "update intake.generations set state = %s where family = %s and state = %s", (CLOSING, family, ASKED)
            )
        for partition in range(before.partitions):
            with self._postgres.transaction() as connection:
                connection.execute("set local lock_timeout = '10s'")
                connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (claim(topic, partition),))

    def lagging(self, family: str, at: datetime | None) -> datetime | None:
        """Keep since when a family lags."""
        with self._postgres.connection() as connection:
            if at is None:
                connection.execute("delete from intake.lagging where family = %s", (family,))
                return None
            row = connection.execute(
                "insert into intake.lagging values (%s, %s) on conflict (family)"
                " do update set since = least(intake.lagging.since, excluded.since) returning since",
                (family, at),
            ).fetchone()
        return row[0] if row else None

    def limit(self, family: str) -> int:
        """Read up to how many partitions a family grows by itself."""
        with self._postgres.connection() as connection:
            row = connection.execute("select up_to from intake.growth_limits where family = %s", (family,)).fetchone()
        return int(row[0]) if row else 0

    def set_limit(self, family: str, up_to: int) -> None:
        """Let a family grow by itself."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into intake.growth_limits values (%s, %s) on conflict (family) do update"
                " set up_to = excluded.up_to",
                (family, up_to),
            )

    def begin(self, begun: ShardMap) -> None:
        """Let the relay go by a map."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into intake.generations values (%s, %s, %s, %s) on conflict (family, generation)"
                " do update set state = excluded.state, partitions = excluded.partitions",
                (begun.family, begun.generation, begun.partitions, BEGUN),
            )

    def _read(self, family: str, *, begun: bool) -> ShardMap:
        with self._postgres.connection() as connection:
            row = connection.execute(_NEWEST, (family, begun)).fetchone()
        if row is None and not begun:
            return self._read(family, begun=True)
        if row is None:
            return ShardMap(family=family, generation=1, partitions=self._partitions(Shard(family, 0).commands))
        return ShardMap(family=family, generation=row[0], partitions=row[1], state=row[2])


def claim(topic: str, partition: int) -> str:
    """Name the lock under which a shard of the outbox is drained."""
    return f"outbox/{topic}/{partition}"
