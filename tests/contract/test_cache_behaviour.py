"""What every Cache does, on the twin and on Redis; and what Redis does when its server is gone."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spice.adapters.breaker import Breaker
from spice.adapters.memory.cache import MemoryCache
from spice.adapters.probes import NamedProbe
from spice.adapters.redis.cache import RedisCache
from spice.adapters.redis.connection import RedisConnection
from spice.ports.cache import Cache
from spice.ports.errors import Transient
from tests.contract.redis_server import redis_cluster, redis_server
from tests.contract.tls_front import tls_front


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_cluster(tmp_path_factory.mktemp("cluster"), nodes=3) as (address, _):
        yield address


@pytest.fixture(scope="module")
def secured(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with tls_front(tmp_path_factory.mktemp("tls"), urlsplit(url).port or 0) as (port, authority):
        yield f"rediss://127.0.0.1:{port}/0", str(authority)


def connection_to(kind: str, request: pytest.FixtureRequest) -> RedisConnection:
    """Connect to a kind of server."""
    if kind == "tls":
        address, authority = request.getfixturevalue("secured")
        return RedisConnection(address, ca=authority)
    return RedisConnection(request.getfixturevalue("cluster" if kind == "cluster" else "url"))


@pytest.fixture(params=["memory", "redis", "tls", "cluster"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    if request.param == "memory":
        yield MemoryCache()
        return
    connection = connection_to(request.param, request)
    connection.client.flushall()
    yield RedisCache(connection)
    connection.close()


def test_a_value_is_found_by_its_key_and_exact_version(cache: Cache) -> None:
    cache.put("instance:a", b"\0body\xff", version="7", rank=7, ttl_seconds=60)

    assert cache.get("instance:a", version="7") == b"\0body\xff"
    assert cache.get("instance:a", version="8") is None
    assert cache.get("instance:a", version="") is None
    assert cache.get("instance:b", version="7") is None


def test_an_older_value_never_overwrites_a_newer_one(cache: Cache) -> None:
    cache.put("instance:a", b"new", version="10", rank=10, ttl_seconds=60)

    cache.put("instance:a", b"old", version="9", rank=9, ttl_seconds=60)

    assert cache.get("instance:a", version="10") == b"new"


def test_ranks_beyond_two_to_the_53_keep_their_order(cache: Cache) -> None:
    cache.put("instance:a", b"new", version="b", rank=2**60 + 1, ttl_seconds=60)

    cache.put("instance:a", b"old", version="a", rank=2**60, ttl_seconds=60)

    assert cache.get("instance:a", version="b") == b"new"


def test_an_equal_rank_overwrites(cache: Cache) -> None:
    cache.put("search:a", b"one", version="x", rank=1, ttl_seconds=60)

    cache.put("search:a", b"two", version="y", rank=1, ttl_seconds=60)

    assert cache.get("search:a", version="y") == b"two"


def test_refresh_replaces_what_is_held_and_older_and_leaves_out_the_rest(cache: Cache) -> None:
    cache.put("instance:held", b"1", version="1", rank=1, ttl_seconds=60)
    cache.put("instance:newer", b"9", version="9", rank=9, ttl_seconds=60)

    cache.refresh(
        {"instance:held": ("2", 2, b"2"), "instance:newer": ("2", 2, b"2"), "instance:absent": ("2", 2, b"2")},
        ttl_seconds=60,
    )

    assert cache.get("instance:held", version="2") == b"2"
    assert cache.get("instance:newer", version="9") == b"9"
    assert cache.get("instance:absent", version="2") is None


def test_refreshing_nothing_is_fine(cache: Cache) -> None:
    cache.refresh({}, ttl_seconds=60)
    cache.drop([])

    assert cache.get("instance:a", version="1") is None


def test_thousands_are_refreshed_at_once(cache: Cache) -> None:
    cache.put("instance:2500", b"1", version="1", rank=1, ttl_seconds=60)

    cache.refresh({f"instance:{n}": ("2", 2, b"2") for n in range(3000)}, ttl_seconds=60)

    assert cache.get("instance:2500", version="2") == b"2"


def test_dropped_keys_are_forgotten(cache: Cache) -> None:
    cache.put("instance:a", b"1", version="1", rank=1, ttl_seconds=60)

    cache.drop(["instance:a", "instance:b"])

    assert cache.get("instance:a", version="1") is None


def test_values_leave_when_their_time_is_over(cache: Cache) -> None:
    cache.put("search:a", b"1", version="1", rank=1, ttl_seconds=1)

    time.sleep(1.1)

    assert cache.get("search:a", version="1") is None


def test_hits_and_misses_are_counted_by_kind(cache: Cache) -> None:
    cache.put("instance:a", b"1", version="1", rank=1, ttl_seconds=60)

    cache.get("instance:a", version="1")
    cache.get("instance:a", version="2")
    cache.get("search:a", version="1")

    assert cache.ratios() == {"instance": {"hits": 1, "misses": 1}, "search": {"hits": 0, "misses": 1}}


def test_counts_are_those_of_all_processes(url: str) -> None:
    here, there = RedisConnection(url), RedisConnection(url)
    here.client.flushall()
    RedisCache(here).ratios()
    other = RedisCache(there)

    other.get("instance:a", version="1")
    other.ratios()

    assert RedisCache(here).ratios() == {"instance": {"hits": 0, "misses": 1}}
    here.client.close()
    there.client.close()


def test_a_dead_redis_costs_latency_once_and_its_return_is_noticed(tmp_path: Path) -> None:
    with redis_server(tmp_path) as (url, process):
        breaker = Breaker("redis", failures=1)
        connection = RedisConnection(url, breaker)
        cache = RedisCache(connection)
        cache.put("instance:a", b"1", version="1", rank=1, ttl_seconds=60)
        process.kill()
        process.wait()

        began = time.monotonic()
        answers = [cache.get("instance:a", version="1") for _ in range(1000)]
        cache.put("instance:a", b"1", version="1", rank=1, ttl_seconds=60)
        cache.refresh({"instance:a": ("2", 2, b"2")}, ttl_seconds=60)

        assert answers == [None] * 1000
        assert time.monotonic() - began < 1
        assert breaker.state == "open"
        probe = NamedProbe("redis", connection.ping, breaker)
        with pytest.raises(Transient):
            probe.ping()
        with redis_server(tmp_path, port=int(url.rpartition(":")[2].partition("/")[0])):
            probe.ping()

            cache.put("instance:a", b"1", version="1", rank=1, ttl_seconds=60)

            assert cache.get("instance:a", version="1") == b"1"
            assert breaker.state == "closed"
            connection.client.close()


def test_a_frozen_redis_is_given_up_in_a_tenth_of_a_second(tmp_path: Path) -> None:
    with redis_server(tmp_path) as (url, process):
        connection = RedisConnection(url)
        cache = RedisCache(connection)
        cache.get("instance:a", version="1")
        process.send_signal(19)

        began = time.monotonic()
        answers = [cache.get("instance:a", version="1") for _ in range(100)]
        took = time.monotonic() - began
        process.send_signal(18)

        assert answers == [None] * 100
        assert took < 0.4
        connection.client.close()


def test_a_certificate_of_another_authority_is_not_trusted(secured: tuple[str, str]) -> None:
    breaker = Breaker("redis", failures=1)
    connection = RedisConnection(secured[0], breaker)

    with pytest.raises(Transient, match="certificate verify failed"):
        connection.ping()

    assert RedisCache(connection).get("instance:a", version="1") is None
    assert breaker.state == "open"


def test_a_cluster_that_is_not_there_costs_latency_once() -> None:
    connection = RedisConnection("redis+cluster://127.0.0.1:9")
    cache = RedisCache(connection)

    began = time.monotonic()
    answers = [cache.get("instance:a", version="1") for _ in range(1000)]

    assert answers == [None] * 1000
    assert time.monotonic() - began < 1


def test_a_cluster_that_lost_a_node_costs_latency_only(tmp_path: Path) -> None:
    keys = [f"instance:{n}" for n in range(30)]
    with redis_cluster(tmp_path, nodes=3) as (url, processes):
        connection = RedisConnection(url)
        cache = RedisCache(connection)
        for key in keys:
            cache.put(key, b"1", version="1", rank=1, ttl_seconds=60)
        processes[2].kill()
        processes[2].wait()

        began = time.monotonic()
        answers = [cache.get(key, version="1") for _ in range(30) for key in keys]
        cache.refresh({key: ("2", 2, b"2") for key in keys}, ttl_seconds=60)
        cache.drop(keys)

        assert set(answers) <= {b"1", None}
        assert time.monotonic() - began < 5
        connection.close()
