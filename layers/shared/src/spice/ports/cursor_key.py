"""The key that cursors are signed with."""

from typing import Protocol


class CursorKey(Protocol):
    """A secret that every function knows and no client: the same after a restart, and after a rebuild."""

    def __call__(self) -> bytes:
        """Give the key: 32 bytes. Raises Transient."""
        ...
