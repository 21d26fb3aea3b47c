"""Schema changes, forward only, each once and in order."""

from importlib.resources import files

import psycopg

from spice.adapters.postgres.admission import admission
from spice.adapters.postgres.connection import Postgres, translated

LOCK = 7_301_244


def migrate(database: Postgres | str) -> list[str]:
    """Apply the migrations that are missing; answers their names. Several callers at once are safe."""
    applied = []
    with (Postgres(database) if isinstance(database, str) else database).open() as connection:
        connection.execute("set transaction_timeout = 0")
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        # The old code goes on meanwhile: what waits for its statements must not make all later ones wait behind it.
        connection.execute("set lock_timeout = '10s'")
        connection.execute(
            "create table if not exists public.migrations (name text primary key, at timestamptz default now())"
        )
        dropped = False
        if connection.execute("select to_regnamespace('model')").fetchone() == (None,):
            # The derived schema may be dropped at any time; it is made again, and filled by a rebuild.
            dropped = connection.execute("delete from public.migrations where name like '%model%'").rowcount > 0
        known = {row[0] for row in connection.execute("select name from public.migrations")}
        for script in sorted(files(__package__).joinpath("sql").iterdir(), key=lambda entry: entry.name):
            if script.name.endswith(".sql") and script.name not in known:
                with connection.transaction():
                    connection.execute(script.read_text().encode())
                    connection.execute("insert into public.migrations (name) values (%s)", (script.name,))
                applied.append(script.name)
        if dropped:
            connection.execute("insert into model.rebuilding default values")
    return applied


class PostgresSchema:
    """The Schema of a database."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def migrate(self) -> list[str]:
        """Apply the migrations that are missing; what was applied before a failure stays and is not repeated."""
        try:
            return migrate(self._postgres)
        except psycopg.Error as failed:
            raise translated(failed) from failed

    def admit(self, user: str) -> None:
        """Make the user if there is none, and grant what is there and what later migrations bring."""
        try:
            with self._postgres.open() as connection, connection.transaction():
                connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
                for statement in admission(connection, user):
                    connection.execute(statement)
        except psycopg.Error as failed:
            raise translated(failed) from failed
