"""What a caller of Postgres is told while the server is frozen, restarted, gone and back."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
import psycopg
import pytest

from spice.adapters.breaker import Breaker
from spice.adapters.postgres.connection import Postgres
from spice.adapters.probes import NamedProbe
from spice.ports.errors import CircuitOpen, Momentary, Permanent, PortError, Transient
from tests.support.services import Services

pytestmark = pytest.mark.services
NOWHERE = "postgresql://spice:x@127.0.0.1:9/postgres"


@pytest.fixture
def breaker() -> Breaker:
    return Breaker("postgres")


@pytest.fixture
def postgres(services: Services, breaker: Breaker) -> Iterator[Postgres]:
    """A database whose statements may take half a second."""
    postgres = Postgres(services.postgres, breaker, statement_seconds=0.5)
    yield postgres
    postgres.close()


@contextmanager
def frozen(url: str) -> Iterator[None]:
    """Stop the whole server: its first process and every one that serves a connection."""
    port = psycopg.conninfo.conninfo_to_dict(url)["port"]
    # A process that it just forked calls itself the same for a moment.
    alike = {each.pid: each for each in psutil.process_iter() if f"-p {port} " in f"{' '.join(_words(each))} "}
    listens = next(each for each in alike.values() if each.ppid() not in alike)
    listens.suspend()  # it forks no more
    processes = [listens, *listens.children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        yield
    finally:
        for process in processes:
            # One that was told to end does so as soon as it moves the others on.
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def timed(call: Callable[[], object]) -> tuple[PortError, float]:
    """How a call failed, and the seconds it took."""
    began = time.monotonic()
    with pytest.raises(PortError) as failed:
        call()
    return failed.value, time.monotonic() - began


def ask(postgres: Postgres, statement: str = "select 1") -> object:
    with postgres.connection() as connection:
        done = connection.execute(statement.encode())
        return done.fetchone() if done.description else None


def test_a_frozen_server_is_given_up_once_and_found_again(
    services: Services, postgres: Postgres, breaker: Breaker
) -> None:
    ask(postgres)

    with frozen(services.postgres):
        first, waited = timed(lambda: ask(postgres))
        second, refused = timed(lambda: ask(postgres))
        probe, asked = timed(NamedProbe("postgres", postgres.ping, breaker).ping)
    time.sleep(0.3)

    assert (type(first), type(second), type(probe)) == (Transient, CircuitOpen, Transient)
    assert 1.4 < waited < 2.5
    assert refused < 0.05
    assert asked < 4
    assert ask(postgres) == (1,)
    assert breaker.state == "closed"


def test_a_probe_of_a_frozen_server_does_not_take_a_statements_patience(services: Services, breaker: Breaker) -> None:
    postgres = Postgres(services.postgres, breaker, statement_seconds=30)
    postgres.ping()

    with frozen(services.postgres):
        failed, asked = timed(postgres.ping)

    assert type(failed) is Transient
    assert asked < 3
    postgres.close()


def test_a_transaction_that_was_frozen_leaves_nothing_behind(services: Services, postgres: Postgres) -> None:
    ask(postgres, "create table if not exists public.frozen (n int)")

    def write() -> None:
        with postgres.transaction() as connection:
            connection.execute("insert into public.frozen values (1)")
            with frozen(services.postgres):
                connection.execute("insert into public.frozen values (2)")

    failed, _ = timed(write)
    time.sleep(0.3)

    assert type(failed) is Transient
    assert ask(postgres, "select count(*) from public.frozen") == (0,)
    ask(postgres, "drop table public.frozen")


def test_a_slow_statement_is_cancelled_by_the_server_and_is_no_outage(postgres: Postgres, breaker: Breaker) -> None:
    failures = [timed(lambda: ask(postgres, "select pg_sleep(5)")) for _ in range(3)]

    assert {type(failed) for failed, _ in failures} == {Momentary}
    assert all(seconds < 1.4 for _, seconds in failures)
    assert breaker.state == "closed"
    assert ask(postgres) == (1,)


def test_a_connection_that_was_cut_is_made_anew_and_is_no_outage(
    services: Services, postgres: Postgres, breaker: Breaker
) -> None:
    for _ in range(5):
        ask(postgres)
        with psycopg.connect(services.postgres, autocommit=True) as other:
            other.execute(
                "select pg_terminate_backend(pid, 2000) from pg_stat_activity where pid <> pg_backend_pid()"
                " and backend_type = 'client backend'"
            )
        assert ask(postgres) == (1,)

    assert breaker.state == "closed"


def test_a_connection_cut_in_the_middle_is_no_outage(services: Services, postgres: Postgres, breaker: Breaker) -> None:
    def be_cut() -> None:
        with postgres.connection() as connection:
            with psycopg.connect(services.postgres, autocommit=True) as other:
                other.execute("select pg_terminate_backend(%s, 2000)", (connection.info.backend_pid,))
            connection.execute("select 1")

    failures = [timed(be_cut)[0] for _ in range(4)]

    assert {type(failed) for failed in failures} == {Momentary}
    assert breaker.state == "closed"


def test_refused_data_is_no_outage(postgres: Postgres, breaker: Breaker) -> None:
    failures = [timed(lambda: ask(postgres, "select 1/0"))[0] for _ in range(4)]

    assert {type(failed) for failed in failures} == {Permanent}
    assert breaker.state == "closed"


def test_who_cannot_connect_is_refused_at_once_from_the_fourth_time_on(breaker: Breaker) -> None:
    postgres = Postgres(NOWHERE, breaker)

    ends = [timed(lambda: ask(postgres)) for _ in range(50)]

    assert [type(failed) for failed, _ in ends[:4]] == [Transient, Transient, Transient, CircuitOpen]
    assert sum(seconds for _, seconds in ends[4:]) < 0.2


def test_threads_share_what_one_has_learned(breaker: Breaker) -> None:
    postgres = Postgres(NOWHERE, breaker)
    for _ in range(3):
        timed(lambda: ask(postgres))
    ends: list[type[PortError]] = []

    thread = threading.Thread(target=lambda: ends.append(type(timed(lambda: ask(postgres))[0])))
    thread.start()
    thread.join()

    assert ends == [CircuitOpen]
