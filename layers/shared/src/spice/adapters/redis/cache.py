"""The shared cache in Redis: values with their version and rank, and how often they were found."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

from spice.adapters.redis.connection import RedisConnection

RATIOS = "cache-ratios"
FLUSH_COUNTS = 256
FLUSH_SECONDS = 1.0
CHUNK = 1000
_DIGITS = 20

# A held value is 20 digits of rank, the version, a NUL, the body. Ranks are compared as text of one length: Lua's
# numbers would round them. `only_newer` is 1 for refresh: what is not held stays out.
_PUT = """
local held = redis.call('GETRANGE', KEYS[1], 0, 19)
if held == '' and ARGV[3] == '1' then return 0 end
if held ~= '' and (held > ARGV[1] or (held == ARGV[1] and ARGV[3] == '1')) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'EX', ARGV[4])
return 1
"""
_HELD = """
local held = {}
for n, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then held[#held + 1] = n end
end
return held
"""


class RedisCache:
    """The Cache on Redis; a dead server misses and skips."""

    def __init__(self, connection: RedisConnection, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._connection = connection
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._flushed_at = clock()
        self._lock = Lock()

    def get(self, key: str, *, version: str) -> bytes | None:
        """Read a value if it is of exactly this version."""
        held: bytes | None = self._connection.run(lambda client: client.get(key), None)
        value = _body(held, version)
        self._count(key.partition(":")[0], hit=value is not None)
        return value

    def put(self, key: str, value: bytes, *, version: str, rank: int, ttl_seconds: int) -> None:
        """Keep a value unless one with a higher rank is held."""
        args = _arguments(version, rank, value, ttl_seconds, only_newer=False)
        self._connection.run(lambda client: client.eval(_PUT, 1, key, *args), None)

    def refresh(self, values: Mapping[str, tuple[str, int, bytes]], *, ttl_seconds: int) -> None:
        """Replace values of those keys that are held and older; most are not held, so that is asked first."""
        keys = list(values)
        for start in range(0, len(keys), CHUNK):
            self._refresh(keys[start : start + CHUNK], values, ttl_seconds)

    def drop(self, keys: Sequence[str]) -> None:
        """Forget keys."""
        if keys:
            self._connection.run(lambda client: client.unlink(*keys), None)

    def ratios(self) -> dict[str, dict[str, int]]:
        """Tell hits and misses by kind of key, over all processes (others' last second may be missing)."""
        self._flush()
        stored: dict[bytes, bytes] = self._connection.run(lambda client: client.hgetall(RATIOS), {})
        ratios: dict[str, dict[str, int]] = {}
        for field, count in stored.items():
            kind, _, what = field.decode().rpartition(":")
            ratios.setdefault(kind, {"hits": 0, "misses": 0})[what] = int(count)
        return ratios

    def _refresh(self, keys: list[str], values: Mapping[str, tuple[str, int, bytes]], ttl_seconds: int) -> None:
        def replace(client: Any) -> None:
            held = self._held(client, keys)
            with client.pipeline(transaction=False) as pipeline:
                for key in held:
                    version, rank, value = values[key]
                    args = _arguments(version, rank, value, ttl_seconds, only_newer=True)
                    # A cluster's pipeline has no `eval` of its own, but runs the command.
                    pipeline.execute_command("EVAL", _PUT, 1, key, *args)
                pipeline.execute()

        self._connection.run(replace, None)

    def _held(self, client: Any, keys: list[str]) -> list[str]:
        if not self._connection.is_cluster:
            return [keys[n - 1] for n in client.eval(_HELD, len(keys), *keys)]
        # A script may use keys of one slot alone, and these lie in many.
        with client.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.exists(key)
            return [key for key, held in zip(keys, pipeline.execute(), strict=True) if held]

    def _count(self, kind: str, *, hit: bool) -> None:
        with self._lock:
            self._counts[f"{kind}:{'hits' if hit else 'misses'}"] += 1
            due = self._counts.total() >= FLUSH_COUNTS or self._clock() - self._flushed_at >= FLUSH_SECONDS
        if due:
            self._flush()

    def _flush(self) -> None:
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._flushed_at = self._clock()
        if counts and not self._connection.run(lambda client: _add(client, counts), otherwise=False):
            with self._lock:
                self._counts.update(counts)


def _add(client: Any, counts: Mapping[str, int]) -> bool:
    with client.pipeline(transaction=False) as pipeline:
        for field, count in counts.items():
            pipeline.hincrby(RATIOS, field, count)
        pipeline.execute()
    return True


def _arguments(version: str, rank: int, value: bytes, ttl_seconds: int, *, only_newer: bool) -> list[bytes | int]:
    return [f"{rank:0{_DIGITS}d}".encode(), version.encode() + b"\0" + value, int(only_newer), ttl_seconds]


def _body(held: bytes | None, version: str) -> bytes | None:
    head = version.encode() + b"\0"
    if held is None or not held.startswith(head, _DIGITS):
        return None
    return held[_DIGITS + len(head) :]
