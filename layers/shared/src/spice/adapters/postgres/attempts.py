"""Attempts at batches, as rows."""

from spice.adapters.postgres.connection import Postgres

# Counting must not wait for the disk: a count that a crash of the server loses costs one more try.
_HURRIED = "set_config('synchronous_commit', 'off', true) is not null"


class PostgresAttempts:
    """A row a batch that is under way, or ended its worker."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def attempt(self, topic: str, partition: int, first_offset: int) -> int:
        """Count an attempt before any work."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                f"insert into intake.attempts select %s, %s, %s, 1 where {_HURRIED}"
                " on conflict (topic, partition, first_offset) do update set count = intake.attempts.count + 1"
                " returning count",
                (topic, partition, first_offset),
            ).fetchone()
        return int(row[0]) if row else 1

    def settled(self, topic: str, partition: int, first_offset: int) -> None:
        """Forget the attempts at a batch that succeeded."""
        with self._postgres.connection() as connection:
            connection.execute(
                f"delete from intake.attempts where topic = %s and partition = %s and first_offset = %s and {_HURRIED}",
                (topic, partition, first_offset),
            )
