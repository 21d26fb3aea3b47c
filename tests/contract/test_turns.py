"""A turn ends with the session that has it."""

import time

import psycopg
import pytest

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.jobs import PostgresJobs
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
