"""Users of the database: each within its own bounds, whatever the others do."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.migrations import PostgresSchema
from spice.ports.deployment.schema import DatabaseUser
from tests.contract.conftest import Stores

pytestmark = pytest.mark.services
USER, PASSWORD, MOST = "counted", "counted", 2


@pytest.fixture
def place(real: Stores) -> Iterator[str]:
    """The address of a database as a user that was admitted with bounds."""
    assert real.url is not None
    with psycopg.connect(real.url, autocommit=True) as admin:
        admin.execute(f"drop role if exists {USER}")
        PostgresSchema(Postgres(real.url)).admit(DatabaseUser(name=USER, connections=MOST, statement_seconds=0.2))
        admin.execute(f"alter role {USER} password '{PASSWORD}'")
        given = {name: str(value) for name, value in conninfo_to_dict(real.url).items()}
        yield make_conninfo(**{**given, "user": USER, "password": PASSWORD})
        admin.execute(f"drop owned by {USER}")
        admin.execute(f"drop role {USER}")


def test_a_user_has_so_many_connections_and_others_have_theirs(place: str, real: Stores) -> None:
    assert real.url is not None
    with ExitStack() as held:
        for _ in range(MOST):
            held.enter_context(psycopg.connect(place))
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            psycopg.connect(place)
        other = held.enter_context(psycopg.connect(real.url))

        assert other.execute("select 1").fetchone() == (1,)


def test_a_users_statements_end_even_where_nobody_said_so(place: str) -> None:
    with psycopg.connect(place) as connection, pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("select pg_sleep(5)")


def test_bounds_are_lifted_by_the_next_deployment(place: str, real: Stores) -> None:
    assert real.url is not None

    PostgresSchema(Postgres(real.url)).admit(DatabaseUser(name=USER))

    with ExitStack() as held:
        last = [held.enter_context(psycopg.connect(place)) for _ in range(MOST + 1)][-1]
        assert last.execute("show statement_timeout").fetchone() == ("0",)


def test_a_connections_patience_is_the_sessions_from_its_first_statement(real: Stores) -> None:
    """Said with the session: nothing is run for it."""
    assert real.url is not None
    postgres = Postgres(f"{real.url}?options=-c%20lock_timeout%3D777", statement_seconds=7)

    with postgres.connection() as connection:
        kept = connection.execute("select current_setting('statement_timeout'), current_setting('lock_timeout')")
        row = kept.fetchone()
        source = connection.execute("select source from pg_settings where name = 'statement_timeout'").fetchone()
    postgres.close()

    assert row == ("7s", "777ms")
    assert source == ("client",)
