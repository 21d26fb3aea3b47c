"""The shared cache (L2). A dead cache costs latency only: reads miss, writes are skipped, both are counted."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Cache(Protocol):
    """Versioned values under the source document's keys. Never raises for a dead server."""

    def get(self, key: str, *, version: str) -> bytes | None:
        """Read a value if it is of exactly this version."""
        ...

    def put(self, key: str, value: bytes, *, version: str, rank: int, ttl_seconds: int) -> None:
        """Keep a value unless one with a higher rank is held: an older value never overwrites a newer one."""
        ...

    def refresh(self, values: Mapping[str, tuple[str, int, bytes]], *, ttl_seconds: int) -> None:
        """Replace values (version, rank, value) of those keys that are held and older; others are left out."""
        ...

    def drop(self, keys: Sequence[str]) -> None:
        """Forget keys."""
        ...

    def ratios(self) -> dict[str, dict[str, int]]:
        """Tell hits and misses by kind of key (the part before the first colon), over all processes."""
        ...
