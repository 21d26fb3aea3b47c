"""What RDS does inside a new server: the master user and the first database, made in the PostgreSQL that runs here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.emulation.emulator.handlers import Properties

IAM_ROLE = "rds_iam"
"""RDS lets a member of this role sign in with a signed request instead of a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A master user and a database, as a template names them."""

    user: str
    password: str
    database: str


def wanted(properties: Properties, database_key: str) -> Wanted:
    """Read what a cluster or an instance is to hold; refuses what would not be the master user's to have."""
    user, password = properties.get("MasterUsername"), properties.get("MasterUserPassword")
    if not user or not password or str(password).startswith("{{resolve"):
        raise ValueError("the emulated RDS needs MasterUsername and MasterUserPassword, or a secret that holds them")
    return Wanted(user=user, password=str(password), database=properties.get(database_key) or "postgres")


def make(url: str, what: Wanted, users: Mapping[str, str]) -> None:
    """Make the master user, `users` and the database where they are missing; give the users their passwords."""
    with _connect(url) as connection:
        _ensure_role(connection, IAM_ROLE, "NOLOGIN")
        _ensure_role(connection, what.user, "LOGIN CREATEDB CREATEROLE")
        for name in users:
            _ensure_role(connection, name, "LOGIN")
            connection.execute(_sql("GRANT {} TO {} WITH ADMIN OPTION", name, what.user, identifiers=2))
        for name, password in {**users, what.user: what.password}.items():
            connection.execute(_sql("ALTER ROLE {} PASSWORD {}", name, password))
        connection.execute(_sql("GRANT {} TO {} WITH ADMIN OPTION", IAM_ROLE, what.user, identifiers=2))
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [what.database]).fetchone()
        if there is None:
            connection.execute(_sql("CREATE DATABASE {} OWNER {}", what.database, what.user, identifiers=2))


def drop(url: str, what: Wanted) -> None:
    """Drop the database with all that is in it."""
    if what.database == "postgres":
        return
    with _connect(url) as connection:
        connection.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", what.database))


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
