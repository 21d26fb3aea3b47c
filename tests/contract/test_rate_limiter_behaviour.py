"""What every RateLimiter does, on the twin and on Redis."""

import time
from collections.abc import Callable, Iterator

import pytest

from spice.adapters.memory.rate_limiter import MemoryRateLimiter
from spice.adapters.redis.connection import RedisConnection
from spice.adapters.redis.rate_limiter import RedisRateLimiter
from spice.ports.rate_limiter import RateLimiter
from tests.contract.redis_server import redis_cluster, redis_server

Make = Callable[[int, int], RateLimiter]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_cluster(tmp_path_factory.mktemp("cluster"), nodes=2) as (address, _):
        yield address


@pytest.fixture(params=["memory", "url", "cluster"])
def limiter(request: pytest.FixtureRequest) -> Iterator[Make]:
    if request.param == "memory":
        yield lambda per_second, burst: MemoryRateLimiter(per_second=per_second, burst=burst)
        return
    connection = RedisConnection(request.getfixturevalue(request.param))
    connection.client.flushall()
    yield lambda per_second, burst: RedisRateLimiter(connection, per_second=per_second, burst=burst)
    connection.close()


def test_a_full_bucket_lets_a_burst_pass_and_tells_what_is_left(limiter: Make) -> None:
    bucket = limiter(1, 3)

    answers = [bucket.take("kim") for _ in range(3)]

    assert [answer.allowed for answer in answers] == [True, True, True]
    assert [answer.remaining for answer in answers] == [2, 1, 0]
    assert answers[-1].limit == 3
    assert answers[-1].reset_seconds == 3


def test_an_empty_bucket_refuses_and_says_when_to_come_back(limiter: Make) -> None:
    bucket = limiter(1, 1)
    bucket.take("kim")

    answer = bucket.take("kim")

    assert not answer.allowed
    assert answer.remaining == 0
    assert answer.retry_after_seconds == 1


def test_every_subject_has_its_own_bucket(limiter: Make) -> None:
    bucket = limiter(1, 1)
    bucket.take("kim")

    assert bucket.take("이 철수").allowed


def test_a_bucket_fills_again(limiter: Make) -> None:
    bucket = limiter(20, 1)
    bucket.take("kim")

    time.sleep(0.06)

    assert bucket.take("kim").allowed


def test_what_is_refused_costs_nothing(limiter: Make) -> None:
    bucket = limiter(1, 5)

    assert not bucket.take("kim", cost=6).allowed
    assert bucket.take("kim", cost=5).allowed


def test_a_dead_server_lets_everything_pass() -> None:
    connection = RedisConnection("redis://127.0.0.1:9/0")
    bucket = RedisRateLimiter(connection, per_second=1, burst=2)

    began = time.monotonic()
    answers = [bucket.take("kim") for _ in range(500)]

    assert all(answer.allowed for answer in answers)
    assert time.monotonic() - began < 0.5
    connection.client.close()
