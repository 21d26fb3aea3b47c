"""Databases and grants from the index."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.settled import being_rebuilt, check_settled, is_rebuilding
from spice.adapters.postgres.snapshot import database_of
from spice.ports.directory import LATEST, Access, Database, Grant

_HEAD = "(select m.head from model.mains m where m.database = d.uuid)"
_COLUMNS = f"d.uuid, d.name, d.settings, d.version, d.created_at, d.created_by, d.deleted, {_HEAD}"

# One row always: an index that is being rebuilt knows neither what is there nor what is not.
_ACCESS = f"""
select exists (select 1 from model.rebuilding), g.role, {_COLUMNS}
from (values (%s, %s)) as asked(subject, name)
left join model.databases d on d.name = asked.name and not d.deleted
left join model.grants g on g.database = d.uuid and g.subject = asked.subject
"""


class PostgresDirectory:
    """What every request asks first."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def rebuilding(self) -> bool:
        """Tell whether the index was given up and is being made again."""
        with self._postgres.connection() as connection:
            return is_rebuilding(connection)

    def access(self, name: str, subject: str) -> Access | None:
        """Find a live database by name and the subject's role."""
        with self._postgres.connection() as connection:
            row = connection.execute(_ACCESS, (subject, name)).fetchone()
        if row is None or row[0]:
            raise being_rebuilt()
        return Access(database=database_of(row[2:]), role=row[1]) if row[2] is not None else None

    def databases(self, *, subject: str | None, after: str | None = None, limit: int = 50) -> Sequence[Database]:
        """List live databases by name."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            rows = connection.execute(
                f'select {_COLUMNS} from model.databases d where not d.deleted and d.name > %s collate "C"'
                " and (%s::text is null or exists (select 1 from model.grants g where g.database = d.uuid"
                ' and g.subject = %s and g.role is not null)) order by d.name collate "C" limit %s',
                (after or "", subject, subject, limit),
            ).fetchall()
        return [database_of(row) for row in rows]

    def grants(self, database: UUID) -> Sequence[Grant]:
        """List a database's grants by subject."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            rows = connection.execute(
                "select subject, role, granted_at, granted_by from model.grants"
                " where database = %s and role is not null order by subject",
                (database,),
            ).fetchall()
        return [Grant(subject=row[0], role=row[1], granted_at=row[2], granted_by=row[3]) for row in rows]

    def found(self, database: UUID) -> Database | None:
        """Read a database by its own name."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            row = connection.execute(
                f"select {_COLUMNS} from model.databases d where d.uuid = %s and not d.deleted", (database,)
            ).fetchone()
        return None if row is None else database_of(row)

    def named(self, name: str) -> Sequence[UUID]:
        """List the databases that have a name or had it, the latest first."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select uuid from model.databases where name = %s order by created_at desc limit %s", (name, LATEST)
            ).fetchall()
        return [row[0] for row in rows]

    def roles(self, subject: str) -> dict[str, str]:
        """Tell a subject's role per database name."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            return dict(
                connection.execute(
                    "select d.name, g.role from model.grants g join model.databases d on d.uuid = g.database"
                    " where g.subject = %s and g.role is not null and not d.deleted order by 1",
                    (subject,),
                )
            )
