"""Packs in memory."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from spice.ports.errors import Permanent

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class MemoryPacks:
    """The Packs twin."""

    def __init__(self, now: Callable[[], datetime] = lambda: LONG_AGO) -> None:
        self._packs: dict[str, tuple[datetime, bytes]] = {}
        self._now = now

    def write(self, name: str, body: bytes) -> None:
        """Store a pack."""
        self._packs[name] = self._now(), body

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range."""
        if name not in self._packs:
            raise Permanent("packs", f"pack {name} is gone")
        return self._packs[name][1][offset : offset + length]

    def written_before(self, moment: datetime) -> Sequence[str]:
        """Name those written before a time."""
        return [name for name, (written_at, _) in self._packs.items() if written_at < moment]

    def delete(self, name: str) -> None:
        """Remove a pack."""
        self._packs.pop(name, None)
