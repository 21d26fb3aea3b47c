"""What the search index held, as rows."""

from collections.abc import Mapping
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.searching.marks import holds

_FIRST = "insert into intake.search_marks values (%s, %s) on conflict do nothing"
_NEXT = "update intake.search_marks set mark = %s where database = %s and mark = %s"


class PostgresSearchMarks:
    """A mark a database."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def all(self) -> Mapping[UUID, str]:
        """Read the marks of every database that is not deleted."""
        with self._postgres.connection() as connection:
            return dict(
                connection.execute(
                    "select m.database, m.mark from intake.search_marks m"
                    " join model.databases d on d.uuid = m.database where not d.deleted order by m.database"
                ).fetchall()
            )

    def find(self, database: UUID) -> str | None:
        """Read one database's mark."""
        with self._postgres.connection() as connection:
            row = connection.execute("select mark from intake.search_marks where database = %s", (database,)).fetchone()
        return str(row[0]) if row else None

    def keep(self, database: UUID, mark: str) -> None:
        """Note what the index holds of a database, unless more or another is noted."""
        noted = self.find(database)
        while noted != mark and holds(mark, noted) and not self._put(database, mark, noted):
            noted = self.find(database)

    def _put(self, database: UUID, mark: str, noted: str | None) -> bool:
        """Put a mark in the place of what was noted; False where that is another by now."""
        with self._postgres.connection() as connection:
            if noted is None:
                return bool(connection.execute(_FIRST, (database, mark)).rowcount)
            return bool(connection.execute(_NEXT, (mark, database, noted)).rowcount)

    def replace(self, database: UUID, mark: str) -> None:
        """Note what an index that was just made holds."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into intake.search_marks values (%s, %s)"
                " on conflict (database) do update set mark = excluded.mark",
                (database, mark),
            )
