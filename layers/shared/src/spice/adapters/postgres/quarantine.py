"""Shards whose chain is broken, as rows."""

from collections.abc import Sequence
from datetime import UTC, datetime

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.shard_rows import quarantined_of
from spice.ports.errors import BrokenChain
from spice.ports.quarantine import Quarantined


class PostgresQuarantine:
    """The Quarantine of a database."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def now(self) -> datetime:
        """Tell the time: where clocks differ, a stale finding stays in or a true one waits for the next look."""
        return datetime.now(UTC)

    def put(self, broken: BrokenChain, *, looked_at: datetime | None = None) -> None:
        """Quarantine a shard, or say where it is broken now."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into model.quarantine (shard, generation, sequence, reason) select %s, %s, %s, %s"
                " where not exists (select 1 from intake.released where shard = %s and at > %s)"
                " on conflict (shard) do update set generation = excluded.generation, sequence = excluded.sequence,"
                " reason = excluded.reason",
                (broken.shard, broken.generation, broken.sequence, broken.reason, broken.shard, looked_at),
            )

    def lift(self, shard: str) -> None:
        """Let a shard go on."""
        with self._postgres.connection() as connection:
            # First: who puts it back in between has looked before.
            connection.execute(
                "insert into intake.released (shard, at) values (%s, %s)"
                " on conflict (shard) do update set at = excluded.at",
                (shard, self.now()),
            )
            connection.execute("delete from model.quarantine where shard = %s", (shard,))

    def all(self) -> Sequence[Quarantined]:
        """List what is quarantined."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select shard, generation, sequence, reason, since from model.quarantine order by shard"
            )
            return [quarantined_of(row) for row in rows]
