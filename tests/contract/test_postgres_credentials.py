"""What proves to the database who we are, where its address does not."""

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from spice.adapters.memory.credentials import MemoryCredentials
from spice.adapters.postgres.connection import Postgres
from spice.ports.errors import Transient
from tests.support.services import Services

ROLE = "proven"


@pytest.fixture
def place(services: Services) -> str:
    """The server's address with a role of its own, and no password."""
    with psycopg.connect(services.postgres, autocommit=True) as admin:
        admin.execute(f"drop role if exists {ROLE}")
        admin.execute(f"create role {ROLE} login password 'one'")
    given = {name: str(value) for name, value in conninfo_to_dict(services.postgres).items()}
    return make_conninfo(**{**{name: given[name] for name in given if name != "password"}, "user": ROLE})


def who(postgres: Postgres) -> str:
    """Ask the server whom it talks to."""
    with postgres.connection() as connection:
        row = connection.execute("select current_user").fetchone()
    return str(row[0]) if row else ""


def test_what_the_address_leaves_out_is_asked_for(place: str) -> None:
    postgres = Postgres(place, credentials=MemoryCredentials(password="one"))

    assert who(postgres) == ROLE
    postgres.close()


def test_a_refusal_is_the_worlds(place: str) -> None:
    postgres = Postgres(place, credentials=MemoryCredentials(password="wrong"))

    with pytest.raises(Transient, match="password authentication failed"):
        who(postgres)
