"""A backing service that is gone or does not move: what clients are told meanwhile."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.support.stand.client import WAIT, Answer
from tests.support.stand.kills import kill_service, running, services
from tests.support.stand.load import Poured
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(200)]
PATH = "/database/alpha/instances/Tick/flight-0"


@contextmanager
def frozen(stand: Stand, name: str) -> Iterator[None]:
    """Stop a service's process from moving."""
    process = running(stand, name)
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def insisted(ask: Callable[[], Answer], seconds: float = 20) -> Answer:
    """Come again while the answer says so: the test before may have left a rebuild or a restart behind."""
    until = time.monotonic() + seconds
    while (answer := ask()).status == 503 and time.monotonic() < until:
        time.sleep(0.3)
    return answer


def test_without_redis_everything_is_answered(stand: Stand, poured: Poured) -> None:
    client = stand.admin()

    with frozen(stand, "redis"):
        written = insisted(lambda: client.put(PATH, {"data": {"n": 1}}, headers=WAIT))
        read = client.get(PATH)

    assert written.status in (200, 201), written
    poured.singles.append(written.data["command_id"])
    assert read.data["data"]["n"] == 1
    prove(stand, poured)


def test_without_s3_commands_are_accepted_and_carried_out_later(stand: Stand, poured: Poured) -> None:
    client = stand.admin()

    with frozen(stand, "seaweedfs"):
        accepted = insisted(lambda: client.put(PATH, {"data": {"n": 2}}))
        ready = client.get("/health/ready")

    assert accepted.status == 202, accepted
    assert (ready.status, ready.data["services"]["s3"]["state"]) == (503, "down"), ready
    assert int(ready.headers["retry-after"]) > 0
    poured.singles.append(accepted.data["command_id"])
    prove(stand, poured)


def test_without_postgres_clients_are_told_to_come_again(stand: Stand, poured: Poured) -> None:
    client = stand.admin()
    told: list[Answer] = []
    killed = services(stand)["postgres"]

    kill_service(stand, "postgres")
    until = time.monotonic() + 30
    # Its own children may answer a moment longer: the end is a new server, and an answer from it.
    while not told or services(stand).get("postgres", killed) == killed or told[-1].status >= 500:
        told.append(client.get(PATH))
        assert time.monotonic() < until, told[-1]
        time.sleep(0.05)

    for answer in (each for each in told if each.status >= 400 and each.status != 404):
        assert (answer.status, answer.codes) == (503, ["unavailable"]), answer
        assert int(answer.headers["retry-after"]) > 0
    prove(stand, poured)
