"""The shared cache in memory."""

import time
from collections.abc import Callable, Mapping, Sequence

from cachetools import LRUCache

ENTRIES = 10_000


class MemoryCache:
    """The Cache twin: versioned values with a rank, the least recently used leave first."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, entries: int = ENTRIES) -> None:
        self._clock = clock
        self._held: LRUCache[str, tuple[str, int, bytes, float]] = LRUCache(entries)
        self._counts: dict[str, dict[str, int]] = {}

    def get(self, key: str, *, version: str) -> bytes | None:
        """Read a value if it is of exactly this version."""
        held = self._live(key)
        value = held[2] if held is not None and held[0] == version else None
        counts = self._counts.setdefault(key.partition(":")[0], {"hits": 0, "misses": 0})
        counts["misses" if value is None else "hits"] += 1
        return value

    def put(self, key: str, value: bytes, *, version: str, rank: int, ttl_seconds: int) -> None:
        """Keep a value unless one with a higher rank is held."""
        held = self._live(key)
        if held is None or held[1] <= rank:
            self._held[key] = (version, rank, value, self._clock() + ttl_seconds)

    def refresh(self, values: Mapping[str, tuple[str, int, bytes]], *, ttl_seconds: int) -> None:
        """Replace values of those keys that are held and older."""
        for key, (version, rank, value) in values.items():
            held = self._live(key)
            if held is not None and held[1] < rank:
                self._held[key] = (version, rank, value, self._clock() + ttl_seconds)

    def drop(self, keys: Sequence[str]) -> None:
        """Forget keys."""
        for key in keys:
            self._held.pop(key, None)

    def ratios(self) -> dict[str, dict[str, int]]:
        """Tell hits and misses by kind of key."""
        return {kind: dict(counts) for kind, counts in self._counts.items()}

    def _live(self, key: str) -> tuple[str, int, bytes, float] | None:
        held = self._held.get(key)
        return held if held is not None and held[3] > self._clock() else None
