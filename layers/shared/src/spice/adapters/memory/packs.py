"""Packs in memory."""

from spice.ports.errors import Permanent


class MemoryPacks:
    """The Packs twin."""

    def __init__(self) -> None:
        self._packs: dict[str, bytes] = {}

    def write(self, name: str, body: bytes) -> None:
        """Store a pack."""
        self._packs[name] = body

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range."""
        if name not in self._packs:
            raise Permanent("packs", f"pack {name} is gone")
        return self._packs[name][offset : offset + length]

    def delete(self, name: str) -> None:
        """Remove a pack."""
        self._packs.pop(name, None)
