"""Packs: large objects that hold many small things (snapshots, bundles), read by range. Always disposable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Packs(Protocol):
    """Write a pack once, read parts of it."""

    def write(self, name: str, body: bytes) -> None:
        """Store a pack under a fresh name. Raises Transient."""
        ...

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range of a pack: one GET. Raises Permanent when the pack is gone."""
        ...

    def written_before(self, moment: datetime) -> Sequence[str]:
        """Name the packs that are there and were written before a time. Raises Transient."""
        ...

    def delete(self, name: str) -> None:
        """Remove a pack; absent is fine."""
        ...
