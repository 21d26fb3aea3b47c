"""What a user may do that a function signs in as: read these tables, write those, change none."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier, Literal

from spice.ports.deployment.schema import DatabaseUser

SIGNED_IN = "rds_iam"
"""The role that RDS lets in by token; other servers have none."""
KINDS = ("tables", "sequences", "functions")
READ = SQL("select")
# Who may delete every row may as well do it at once, and hold others off meanwhile.
WRITE = SQL("select, insert, update, delete, truncate")
ADD = SQL("insert")
KEEP = SQL("select, insert, update")
# What is made beside the index follows the rights on the index (intake.copy_rights).
_OURS = (
    "select nspname from pg_namespace where nspname !~ '^pg_'"
    " and nspname not in ('information_schema', 'model_next', 'model_before')"
)


def admission(connection: Connection[Any], admitted: DatabaseUser) -> Iterator[Composed]:
    """Write the statements that let a user in; each may be repeated."""
    name = Identifier(admitted.name)
    yield from _role(connection, admitted)
    for (schema,) in connection.execute(_OURS).fetchall():
        yield from _nothing(Identifier(schema), name)
    tables = (*admitted.reads, *admitted.writes, *admitted.adds, *admitted.keeps)
    places = (*tables, *admitted.changes, *admitted.calls)
    for schema in sorted({place.partition(".")[0] for place in places}):
        yield SQL("grant usage on schema {} to {}").format(Identifier(schema), name)
    for what, given in ((READ, admitted.reads), (WRITE, admitted.writes), (ADD, admitted.adds), (KEEP, admitted.keeps)):
        yield from (SQL("grant {} on {} to {}").format(what, _tables(place), name) for place in given)
    for place in admitted.changes:
        table, columns = _columns(place)
        yield SQL("grant select, update ({}) on {} to {}").format(columns, table, name)
    for function in admitted.calls:
        yield SQL("grant execute on function {} to {}").format(_called(function), name)


def _role(connection: Connection[Any], admitted: DatabaseUser) -> Iterator[Composed]:
    user, name = admitted.name, Identifier(admitted.name)
    there = connection.execute("select rolname from pg_roles where rolname = any(%s)", [[user, SIGNED_IN]]).fetchall()
    if (user,) not in there:
        yield SQL("create role {} login").format(name)
    if (SIGNED_IN,) in there:
        yield SQL("grant {} to {}").format(Identifier(SIGNED_IN), name)
    most = Literal(-1 if admitted.connections is None else admitted.connections)
    yield SQL("alter role {} connection limit {}").format(name, most)
    if admitted.statement_seconds is None:
        yield SQL("alter role {} reset statement_timeout").format(name)
    else:
        limit = Literal(f"{admitted.statement_seconds * 1000:.0f}")
        yield SQL("alter role {} set statement_timeout = {}").format(name, limit)


def _nothing(schema: Identifier, user: Identifier) -> Iterator[Composed]:
    """Take back what an earlier deployment gave: in the same transaction, so nobody sees it gone."""
    yield SQL("revoke all on schema {} from {}").format(schema, user)
    for kind in KINDS:
        yield SQL("revoke all on all {} in schema {} from {}").format(SQL(kind), schema, user)
        yield SQL("alter default privileges in schema {} revoke all on {} from {}").format(schema, SQL(kind), user)


def _tables(place: str) -> Composed:
    schema, _, table = place.partition(".")
    if table == "*":
        return SQL("all tables in schema {}").format(Identifier(schema))
    return SQL("table {}").format(Identifier(schema, table))


def _columns(place: str) -> tuple[Composed, Composed]:
    table, _, columns = place.removesuffix(")").partition("(")
    return _tables(table), SQL(", ").join(Identifier(each.strip()) for each in columns.split(","))


def _called(function: str) -> Composed:
    schema, _, name = function.partition(".")
    return SQL("{}()").format(Identifier(schema, name))
