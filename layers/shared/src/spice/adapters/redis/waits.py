"""Places to wait in, kept in Redis: a set a subject and one of all, ordered by the time a place is free again."""

from typing import Any

from spice.adapters.redis.connection import RedisConnection
from spice.ports.waits import UNCOUNTED_SECONDS

# By the server's clock: those of functions differ.
_ENTER = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[3]), redis.call('PTTL', KEYS[1])))
return 1
"""
_ALL = "waits"


class RedisWaits:
    """The Waits on Redis: `each` places a subject, `most` altogether."""

    def __init__(self, connection: RedisConnection, *, each: int, most: int) -> None:
        self._connection = connection
        self._each, self._most = each, most

    def enter(self, subject: str, place: str, seconds: float) -> float:
        """Take a place, if there is one: who has his own already takes none of everybody's."""
        entered = self._take(_own(subject), place, self._each, seconds)
        if entered:
            entered = self._take(_ALL, place, self._most, seconds)
            if not entered:
                self._free(_own(subject), place)
        return min(seconds, UNCOUNTED_SECONDS) if entered is None else seconds * entered

    def leave(self, subject: str, place: str) -> None:
        """Free a place."""
        self._free(_own(subject), place)
        self._free(_ALL, place)

    def _take(self, key: str, place: str, most: int, seconds: float) -> int | None:
        """Tell 1 or 0, or None when the server is away."""
        args = [place, most, int(seconds * 1000)]
        taken: int | None = self._connection.run(lambda client: client.eval(_ENTER, 1, key, *args), None)
        return taken

    def _free(self, key: str, place: str) -> None:
        def remove(client: Any) -> None:
            client.zrem(key, place)

        self._connection.run(remove, None)


def _own(subject: str) -> str:
    return f"{_ALL}:{subject}"
