"""Notes as rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.messages.codec import encode
from spice.messages.registry import decode_note
from spice.ports.notes import KeptNote

# No target of the conflict is named: who adds may not read.
_ADD = """
insert into intake.notes (id, database, at, note)
select * from unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::bytea[]) on conflict do nothing
"""
_BEFORE = "select id, database, note from intake.notes where at < %s order by at, id limit %s"


class PostgresNotes:
    """Keeps notes beside the outbox, with a right of their own: to add."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def add(self, notes: Sequence[KeptNote]) -> None:
        """Keep notes; one whose id is there already is not kept again."""
        columns = (
            [each.id for each in notes],
            [each.database for each in notes],
            [each.note.at for each in notes],
            [encode(each.note) for each in notes],
        )
        with self._postgres.connection() as connection:
            connection.execute(_ADD, columns)

    def before(self, moment: datetime, *, limit: int) -> Sequence[KeptNote]:
        """Read the oldest from before a moment."""
        with self._postgres.connection() as connection:
            rows = connection.execute(_BEFORE, (moment, limit)).fetchall()
        return [KeptNote(id=id_, database=database, note=decode_note(note)) for id_, database, note in rows]

    def oldest_at(self) -> datetime | None:
        """Tell of when the oldest is."""
        with self._postgres.connection() as connection:
            row = connection.execute("select min(at) from intake.notes").fetchone()
        return row[0] if row else None

    def drop(self, ids: Sequence[UUID]) -> None:
        """Forget notes."""
        with self._postgres.connection() as connection:
            connection.execute("delete from intake.notes where id = any(%s)", (list(ids),))
