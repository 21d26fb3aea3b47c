"""Statements of an operator, on PostgreSQL."""

import psycopg

from spice.adapters.postgres.connection import Postgres, translated
from spice.ports.deployment.asking import Told


class PostgresAsking:
    """The Asking of a database, on a connection of its own each time."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def ask(self, statement: str, *, most: int) -> Told:
        """Run one statement; what was changed stays if it succeeds."""
        try:
            with self._postgres.open() as connection, connection.transaction():
                # What is prepared is one statement: a second one in a text is an error, and nothing is run.
                cursor = connection.execute(statement.encode(), prepare=True)
                if cursor.description is None:
                    return Told(columns=(), rows=(), count=cursor.rowcount)
                columns = [column.name for column in cursor.description]
                rows = [[_text(value) for value in row] for row in cursor.fetchmany(most)]
                return Told(columns=columns, rows=rows, count=cursor.rowcount)
        except psycopg.Error as failed:
            raise translated(failed) from failed


def _text(value: object) -> str | None:
    return None if value is None else str(value)
