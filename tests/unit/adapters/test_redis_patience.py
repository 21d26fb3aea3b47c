"""How long a cache is waited for."""

import pytest

from spice.adapters.redis.connection import ANSWER_SECONDS, CONNECT_SECONDS, SECURE_SECONDS, RedisConnection


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        ("redis://127.0.0.1:9/0", (CONNECT_SECONDS, ANSWER_SECONDS)),
        ("rediss://cache.example:6379/0", (SECURE_SECONDS, SECURE_SECONDS)),
    ],
)
def test_certificates_are_given_the_time_they_take(url: str, seconds: tuple[float, float]) -> None:
    given = RedisConnection(url).client.connection_pool.connection_kwargs

    assert (given["socket_connect_timeout"], given["socket_timeout"]) == seconds
