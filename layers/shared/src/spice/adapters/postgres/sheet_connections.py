"""Sheets that are looked at on a schedule, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.ports.sheet_connections import Looked, SheetConnection

_COLUMNS = (
    "database, name, wanted, every_minutes, created_by, created_at, looked_at, revision, import_id, error, begun_at"
)
_KEEP = f"""
insert into intake.sheet_connections ({_COLUMNS})
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (database, name) do update set wanted = excluded.wanted, every_minutes = excluded.every_minutes,
    created_by = excluded.created_by, created_at = excluded.created_at, looked_at = excluded.looked_at,
    revision = excluded.revision, import_id = excluded.import_id, error = excluded.error,
    begun_at = excluded.begun_at
"""
_DUE = f"""
select {_COLUMNS} from intake.sheet_connections
where looked_at is null or looked_at + make_interval(mins => every_minutes) <= %s
order by begun_at nulls first limit %s
"""


class PostgresSheetConnections:
    """Keeps connections beside the index."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def keep(self, connection: SheetConnection) -> None:
        """Keep one."""
        looked = connection.looked
        values = (
            *(connection.database, connection.name, connection.wanted, connection.every_minutes),
            *(connection.created_by, connection.created_at),
            *(looked.at, looked.revision, looked.import_id, looked.error, connection.begun_at),
        )
        with self._postgres.connection() as opened:
            opened.execute(_KEEP, values)

    def all(self, database: UUID) -> Sequence[SheetConnection]:
        """List those of a database."""
        with self._postgres.connection() as opened:
            rows = opened.execute(
                f'select {_COLUMNS} from intake.sheet_connections where database = %s order by name collate "C"',
                (database,),
            ).fetchall()
        return [_connection(row) for row in rows]

    def due(self, now: datetime, *, limit: int) -> Sequence[SheetConnection]:
        """List those that are to be looked at again."""
        with self._postgres.connection() as opened:
            return [_connection(row) for row in opened.execute(_DUE, (now, limit)).fetchall()]

    def begin(self, connection: SheetConnection, at: datetime) -> None:
        """Note that a look begins."""
        with self._postgres.connection() as opened:
            opened.execute(
                "update intake.sheet_connections set begun_at = %s"
                " where database = %s and name = %s and created_at = %s",
                (at, connection.database, connection.name, connection.created_at),
            )

    def tell(self, connection: SheetConnection, looked: Looked) -> None:
        """Keep what a look found."""
        with self._postgres.connection() as opened:
            opened.execute(
                "update intake.sheet_connections set looked_at = %s, revision = %s, import_id = %s, error = %s"
                " where database = %s and name = %s and created_at = %s",
                (
                    *(looked.at, looked.revision, looked.import_id, looked.error),
                    *(connection.database, connection.name, connection.created_at),
                ),
            )

    def delete(self, database: UUID, name: str) -> bool:
        """Remove one."""
        with self._postgres.connection() as opened:
            removed = opened.execute(
                "delete from intake.sheet_connections where database = %s and name = %s", (database, name)
            )
            return removed.rowcount > 0


def _connection(row: Sequence[Any]) -> SheetConnection:
    return SheetConnection(
        database=row[0],
        name=row[1],
        wanted=bytes(row[2]),
        every_minutes=row[3],
        created_by=row[4],
        created_at=row[5],
        looked=Looked(at=row[6], revision=row[7], import_id=row[8], error=row[9]),
        begun_at=row[10],
    )
