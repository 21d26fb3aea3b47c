"""What the search index held, as rows."""

from collections.abc import Mapping
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.searching.marks import holds


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
        with self._postgres.transaction() as connection:
            connection.execute(
                "insert into intake.search_marks values (%s, %s) on conflict do nothing", (database, mark)
            )
            ((noted,),) = connection.execute(
                "select mark from intake.search_marks where database = %s for update", (database,)
            ).fetchall()
            if noted != mark and holds(mark, noted):
                connection.execute("update intake.search_marks set mark = %s where database = %s", (mark, database))

    def replace(self, database: UUID, mark: str) -> None:
        """Note what an index that was just made holds."""
        with self._postgres.connection() as connection:
            connection.execute(
                "insert into intake.search_marks values (%s, %s)"
                " on conflict (database) do update set mark = excluded.mark",
                (database, mark),
            )
