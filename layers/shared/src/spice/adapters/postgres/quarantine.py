"""Shards whose chain is broken, as rows."""

from collections.abc import Sequence

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.shard_rows import quarantined_of
from spice.ports.errors import BrokenChain
from spice.ports.quarantine import Quarantined


class PostgresQuarantine:
    """The Quarantine of a database."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def put(self, broken: BrokenChain) -> None:
        """Quarantine a shard, or say where it is broken now."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into model.quarantine (shard, generation, sequence, reason) values (%s, %s, %s, %s)"
                " on conflict (shard) do update set generation = excluded.generation, sequence = excluded.sequence,"
                " reason = excluded.reason",
                (broken.shard, broken.generation, broken.sequence, broken.reason),
            )

    def lift(self, shard: str) -> None:
        """Let a shard go on."""
        with self._postgres.connection() as connection:
            connection.execute("delete from model.quarantine where shard = %s", (shard,))

    def all(self) -> Sequence[Quarantined]:
        """List what is quarantined."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select shard, generation, sequence, reason, since from model.quarantine order by shard"
            )
            return [quarantined_of(row) for row in rows]
