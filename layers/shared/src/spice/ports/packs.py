"""Packs: large objects that hold many small things (snapshots, bundles), read by range. Always disposable."""

from typing import Protocol


class Packs(Protocol):
    """Write a pack once, read parts of it."""

    def write(self, name: str, body: bytes) -> None:
        """Store a pack under a fresh name. Raises Transient."""
        ...

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range of a pack: one GET. Raises Permanent when the pack is gone."""
        ...

    def delete(self, name: str) -> None:
        """Remove a pack; absent is fine."""
        ...
