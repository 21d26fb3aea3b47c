"""Saved explorations as rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.domain.errors import DomainError, refuse
from spice.messages.codec import decode, encode
from spice.ports.views import View

_COLUMNS = "id, owner, name, shared, search, created_at, updated_at, version"
_OF = f'select {_COLUMNS} from intake.views where database = %s order by name collate "C", id'
_FIND = f"select {_COLUMNS} from intake.views where database = %s and id = %s"
_FIRST = f"""
insert into intake.views (database, {_COLUMNS}) values (%(database)s, %(id)s, %(owner)s, %(name)s, %(shared)s,
    %(search)s, %(created_at)s, %(updated_at)s, 1)
on conflict do nothing
"""
_AGAIN = """
update intake.views set name = %(name)s, shared = %(shared)s, search = %(search)s, updated_at = %(updated_at)s,
    version = version + 1
where database = %(database)s and id = %(id)s and version = %(expected)s
"""
_DROP = "delete from intake.views where database = %s and id = %s and version = %s"


class PostgresViews:
    """Keeps views beside the index."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def of(self, database: UUID) -> Sequence[View]:
        """Read all of a database, by name."""
        with self._postgres.connection() as connection:
            return [_view(row) for row in connection.execute(_OF, (database,))]

    def find(self, database: UUID, view: UUID) -> View | None:
        """Read one."""
        with self._postgres.connection() as connection:
            row = connection.execute(_FIND, (database, view)).fetchone()
        return _view(row) if row else None

    def keep(self, database: UUID, view: View, *, expected_version: int) -> View:
        """Keep a view in the place of the version that is expected."""
        values = {
            **{name: getattr(view, name) for name in ("id", "owner", "name", "shared", "created_at", "updated_at")},
            "database": database,
            "search": encode(view.search),
            "expected": expected_version,
        }
        with self._postgres.connection() as connection:
            if connection.execute(_AGAIN if expected_version else _FIRST, values).rowcount == 0:
                raise _moved(expected_version)
        return replace(view, version=expected_version + 1)

    def drop(self, database: UUID, view: UUID, *, expected_version: int) -> None:
        """Forget the version that is expected."""
        with self._postgres.connection() as connection:
            if connection.execute(_DROP, (database, view, expected_version)).rowcount == 0:
                raise _moved(expected_version)


def _moved(version: int) -> DomainError:
    return refuse("version_conflict", f"the view is not at version {version} any more")


def _view(row: Sequence[Any]) -> View:
    names = ("id", "owner", "name", "shared", "search", "created_at", "updated_at", "version")
    values = dict(zip(names, row, strict=True))
    return View(**{**values, "search": decode(values["search"])})
