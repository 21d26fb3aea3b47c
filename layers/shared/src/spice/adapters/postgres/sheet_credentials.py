"""Credentials for sheets as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.ports.sheet_credentials import SheetCredential

_NAMES = ("database", "name", "kind", "account", "sealed", "created_by", "created_at")
_COLUMNS = ", ".join(_NAMES)
_KEEP = f"""
insert into intake.sheet_credentials ({_COLUMNS})
values (%(database)s, %(name)s, %(kind)s, %(account)s, %(sealed)s, %(created_by)s, %(created_at)s)
on conflict (database, name) do update set kind = excluded.kind, account = excluded.account, sealed = excluded.sealed,
    created_by = excluded.created_by, created_at = excluded.created_at
"""


class PostgresSheetCredentials:
    """Keeps credentials beside the index."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def keep(self, credential: SheetCredential) -> None:
        """Keep one."""
        with self._postgres.connection() as connection:
            connection.execute(_KEEP, asdict(credential))

    def find(self, database: UUID, name: str) -> SheetCredential | None:
        """Read one."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                f"select {_COLUMNS} from intake.sheet_credentials where database = %s and name = %s", (database, name)
            ).fetchone()
        return _credential(row) if row else None

    def all(self, database: UUID) -> Sequence[SheetCredential]:
        """List those of a database."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                f'select {_COLUMNS} from intake.sheet_credentials where database = %s order by name collate "C"',
                (database,),
            ).fetchall()
        return [_credential(row) for row in rows]

    def delete(self, database: UUID, name: str) -> bool:
        """Remove one."""
        with self._postgres.connection() as connection:
            removed = connection.execute(
                "delete from intake.sheet_credentials where database = %s and name = %s", (database, name)
            )
            return removed.rowcount > 0


def _credential(row: Sequence[Any]) -> SheetCredential:
    return SheetCredential(**dict(zip(_NAMES, row, strict=True)))
