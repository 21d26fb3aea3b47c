"""What a user may do that functions sign in as: work with every table, change none."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier, Literal

from spice.ports.deployment.schema import DatabaseUser

SIGNED_IN = "rds_iam"
"""The role that RDS lets in by token; other servers have none."""
KINDS = ("tables", "sequences", "functions")


def admission(connection: Connection[Any], admitted: DatabaseUser) -> Iterator[Composed]:
    """Write the statements that let a user in; each may be repeated."""
    user, name = admitted.name, Identifier(admitted.name)
    roles = {
        row[0]
        for row in connection.execute("select rolname from pg_roles where rolname in (%s, %s)", [user, SIGNED_IN])
    }
    if user not in roles:
        yield SQL("create role {} login").format(name)
    if SIGNED_IN in roles:
        yield SQL("grant {} to {}").format(Identifier(SIGNED_IN), name)
    most = Literal(-1 if admitted.connections is None else admitted.connections)
    yield SQL("alter role {} connection limit {}").format(name, most)
    if admitted.statement_seconds is None:
        yield SQL("alter role {} reset statement_timeout").format(name)
    else:
        limit = Literal(f"{admitted.statement_seconds * 1000:.0f}")
        yield SQL("alter role {} set statement_timeout = {}").format(name, limit)
    ours = "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'"
    for (schema,) in connection.execute(ours).fetchall():
        place = Identifier(schema)
        yield SQL("grant usage on schema {} to {}").format(place, name)
        for kind in KINDS:
            yield SQL("grant all on all {} in schema {} to {}").format(SQL(kind), place, name)
            yield SQL("alter default privileges in schema {} grant all on {} to {}").format(place, SQL(kind), name)
