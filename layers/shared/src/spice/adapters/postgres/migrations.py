"""Schema changes, forward only, each once and in order."""

from importlib.resources import files
from typing import Any

import psycopg
from psycopg import Connection

from spice.adapters.postgres.admission import admission
from spice.adapters.postgres.connection import Postgres, translated
from spice.ports.deployment.schema import DatabaseUser

LOCK = 7_301_244


def migrate(database: Postgres | str) -> list[str]:
    """Apply the migrations that are missing; answers their names. Several callers at once are safe."""
    applied: list[str] = []
    with (Postgres(database) if isinstance(database, str) else database).open() as connection:
        connection.execute("set transaction_timeout = 0")
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        # The old code goes on meanwhile: what waits for its statements must not make all later ones wait behind it.
        connection.execute("set lock_timeout = '10s'")
        connection.execute(
            "create table if not exists public.migrations (name text primary key, at timestamptz default now())"
        )
        # One step: nobody may see a schema that is there again, empty, and not marked so.
        with connection.transaction():
            applied += _make_again(connection)
        applied += _apply_missing(connection)
    return applied


def _make_again(connection: Connection[Any]) -> list[str]:
    """The derived schema may be dropped at any time; it is made again, and filled by a rebuild."""
    if connection.execute("select to_regnamespace('model')").fetchone() != (None,):
        return []
    if connection.execute("delete from public.migrations where name like '%model%'").rowcount == 0:
        return []
    applied = _apply_missing(connection)
    connection.execute("insert into model.rebuilding default values")
    return applied


def _apply_missing(connection: Connection[Any]) -> list[str]:
    applied = []
    known = {row[0] for row in connection.execute("select name from public.migrations")}
    for script in sorted(files(__package__).joinpath("sql").iterdir(), key=lambda entry: entry.name):
        if script.name.endswith(".sql") and script.name not in known:
            with connection.transaction():
                connection.execute(script.read_text().encode())
                connection.execute("insert into public.migrations (name) values (%s)", (script.name,))
            applied.append(script.name)
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

    def admit(self, user: DatabaseUser) -> None:
        """Make the user if there is none, and give it its rights in the place of those it has."""
        try:
            with self._postgres.open() as connection, connection.transaction():
                connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
                for statement in admission(connection, user):
                    connection.execute(statement)
        except psycopg.Error as failed:
            raise translated(failed) from failed
