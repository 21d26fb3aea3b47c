"""Histories that moved from the index into packs."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.messages.event import Event
from spice.ports.histories import PackedPart


class PostgresHistories:
    """Tails in the index, parts in packs."""

    def __init__(self, postgres: Postgres, reader: PostgresInstanceReader) -> None:
        self._postgres, self._reader = postgres, reader

    def long_tails(self, *, at_least: int, limit: int) -> Sequence[UUID]:
        """List streams with that many events in the tail."""
        # Only a stream whose head has that many versions can have that many events in the tail.
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select t.stream from model.tail t join model.heads h using (stream) where h.version >= %s"
                " group by t.stream having count(*) >= %s limit %s",
                (at_least, at_least, limit),
            ).fetchall()
        return [row[0] for row in rows]

    def events(self, stream: UUID) -> Sequence[Event]:
        """Read a stream's whole history."""
        return self._reader.history(stream)

    def packed(self, name: str, parts: Sequence[PackedPart]) -> None:
        """Record a pack and trim tails, in one transaction."""
        streams = list({part.stream for part in parts})
        last = {part.stream: part.last_version for part in parts if part.kind == "events"}
        with self._postgres.transaction() as connection:
            connection.execute("insert into model.packs (name) values (%s)", (name,))
            connection.execute("delete from model.packed where stream = any(%s)", (streams,))
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into model.packed values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [_columns(part) for part in parts],
                )
            connection.execute(
                "delete from model.tail t using unnest(%s::uuid[], %s::int[]) as p(stream, version)"
                " where t.stream = p.stream and t.version <= p.version",
                (list(last), list(last.values())),
            )
            connection.execute(
                "update model.packs k set retired_at = now() where retired_at is null and not exists"
                " (select 1 from model.packed p where p.pack = k.name)"
            )

    def retire(self, *, older_than_seconds: float) -> Sequence[str]:
        """Name packs that nothing refers to any more, and forget them."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "delete from model.packs where retired_at < now() - make_interval(secs => %s) returning name",
                (older_than_seconds,),
            ).fetchall()
        return [row[0] for row in rows]


def _columns(part: PackedPart) -> tuple[object, ...]:
    return (
        part.stream,
        part.kind,
        part.first_version,
        part.last_version,
        part.pack,
        part.start,
        part.length,
        part.sha256,
        part.reducer,
    )
