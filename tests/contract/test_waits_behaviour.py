"""What every Waits does, on the twin and on Redis."""

import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from spice.adapters.memory.waits import MemoryWaits
from spice.adapters.redis.connection import RedisConnection
from spice.adapters.redis.waits import RedisWaits
from spice.ports.waits import UNCOUNTED_SECONDS, Waits
from tests.contract.redis_server import redis_cluster, redis_server

Make = Callable[[int, int], Waits]
LONG = 30.0


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_cluster(tmp_path_factory.mktemp("cluster"), nodes=2) as (address, _):
        yield address


@pytest.fixture(params=["memory", "url", "cluster"])
def places(request: pytest.FixtureRequest) -> Iterator[Make]:
    if request.param == "memory":
        yield lambda each, most: MemoryWaits(each=each, most=most)
        return
    connection = RedisConnection(request.getfixturevalue(request.param))
    connection.client.flushall()
    yield lambda each, most: RedisWaits(connection, each=each, most=most)
    connection.close()


def entered(waits: Waits, subject: str, times: int) -> list[float]:
    return [waits.enter(subject, str(uuid4()), LONG) for _ in range(times)]


def test_a_subject_has_so_many_places_and_others_have_theirs(places: Make) -> None:
    waits = places(2, 10)

    assert entered(waits, "kim", 3) == [LONG, LONG, 0.0]
    assert entered(waits, "이 철수", 1) == [LONG]


def test_all_together_have_so_many_and_a_refused_one_takes_none(places: Make) -> None:
    waits = places(2, 3)
    waits.enter("kim", "first", LONG)

    assert entered(waits, "lee", 3) == [LONG, LONG, 0.0]
    assert entered(waits, "kim", 2) == [0.0, 0.0]
    waits.leave("kim", "first")
    assert entered(waits, "kim", 2) == [LONG, 0.0]


def test_a_place_that_is_left_is_free(places: Make) -> None:
    waits = places(1, 1)
    waits.enter("kim", "a", LONG)

    waits.leave("kim", "a")
    waits.leave("kim", "never taken")

    assert waits.enter("kim", "b", LONG) == LONG


def test_a_place_whose_holder_died_is_free_when_its_time_is_over(places: Make) -> None:
    waits = places(1, 1)
    waits.enter("kim", "a", 0.05)

    time.sleep(0.1)

    assert waits.enter("kim", "b", LONG) == LONG


def test_a_short_place_ends_no_longer_one(places: Make) -> None:
    waits = places(2, 2)
    waits.enter("kim", "long", LONG)
    waits.enter("kim", "short", 0.05)

    time.sleep(0.1)

    assert entered(waits, "kim", 2) == [LONG, 0.0]


def test_without_a_server_nobody_waits_long() -> None:
    connection = RedisConnection("redis://127.0.0.1:9/0")
    waits = RedisWaits(connection, each=1, most=1)

    assert entered(waits, "kim", 20) == [UNCOUNTED_SECONDS] * 20
    assert waits.enter("kim", "short", 1.0) == 1.0
    waits.leave("kim", "short")
    connection.client.close()
