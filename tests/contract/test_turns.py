"""A turn ends with the session that has it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.jobs import PostgresJobs, _Session
from spice.adapters.postgres.patient_connection import PatientConnection
from spice.ports.errors import LeaseLost
from tests.support.services import Services


@pytest.mark.services
def test_who_lost_its_session_is_told_and_another_may_have_the_turn(services: Services) -> None:
    jobs = PostgresJobs(Postgres(services.postgres))
    with jobs.turn("here") as turn, psycopg.connect(services.postgres, autocommit=True) as admin:
        assert turn is not None
        admin.execute("select pg_terminate_backend(%s)", (vars(turn)["_pid"],))
        while admin.execute("select 1 from pg_stat_activity where pid = %s", (vars(turn)["_pid"],)).fetchall():
            time.sleep(0.01)
        with pytest.raises(LeaseLost):
            turn.check()
        with jobs.turn("here") as others:
            assert others is not None


@pytest.mark.services
def test_who_hears_that_the_session_ends_only_when_it_asks_has_lost_the_turn_too(services: Services) -> None:
    session = DyingSession(services.postgres)
    turn = _Session(session, session.pid())

    with pytest.raises(LeaseLost, match="does not answer"):
        turn.check()


class DyingSession(Postgres):
    """Ends itself with the question that it is asked."""

    def pid(self) -> int:
        with super().connection() as connection:
            return int(connection.execute("select pg_backend_pid()").fetchall()[0][0])

    @contextmanager
    def connection(self) -> Iterator[PatientConnection]:
        with super().connection() as connection:
            connection.execute("select pg_terminate_backend(pg_backend_pid())")
            yield connection
