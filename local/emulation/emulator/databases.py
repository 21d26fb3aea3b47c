"""What RDS does inside a new server: users and the first database, made in the PostgreSQL that runs here."""

from collections.abc import Mapping
from typing import Any

IAM_ROLE = "rds_iam"
"""RDS lets a member of this role sign in with a signed request instead of a password."""
OWN = "postgres"
"""The database that every server has."""


def make(url: str, database: str, *, owner: str, users: Mapping[str, str]) -> None:
    """Make `users` (by their passwords, the owner among them) and the database where they are missing."""
    with _connect(url) as connection:
        _ensure_role(connection, IAM_ROLE, "NOLOGIN")
        _ensure_role(connection, owner, "LOGIN")
        # It may be there already, as somebody who signs in to another server.
        connection.execute(_sql("ALTER ROLE {} CREATEDB CREATEROLE", owner))
        for name, password in users.items():
            _ensure_role(connection, name, "LOGIN")
            connection.execute(_sql("ALTER ROLE {} PASSWORD {}", name, password))
        for name in (IAM_ROLE, *(user for user in users if user != owner)):
            connection.execute(_sql("GRANT {} TO {} WITH ADMIN OPTION", name, owner, identifiers=2))
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if there is None:
            connection.execute(_sql("CREATE DATABASE {} OWNER {}", database, owner, identifiers=2))


def drop(url: str, database: str) -> None:
    """Drop a database with all that is in it."""
    if database != OWN:
        with _connect(url) as connection:
            connection.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", database))


def _connect(url: str) -> Any:
    import psycopg  # of the emulator's own environment

    return psycopg.connect(url, autocommit=True, connect_timeout=5)


def _ensure_role(connection: Any, role: str, options: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(_sql("CREATE ROLE {} " + options, role))


def _sql(text: str, *words: str, identifiers: int = 1) -> Any:
    from psycopg import sql

    named = [sql.Identifier(word) for word in words[:identifiers]]
    return sql.SQL(text).format(*named, *(sql.Literal(word) for word in words[identifiers:]))
