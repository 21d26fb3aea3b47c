"""Wrapped keys of epochs in memory."""

from collections.abc import Sequence
from threading import Lock


class MemoryEpochStore:
    """The EpochStore twin: no part of the state that stands for a database."""

    def __init__(self) -> None:
        self._keys, self._lock = dict[int, bytes](), Lock()

    def put(self, epoch: int, wrapped: bytes) -> None:
        """Keep a key, unless there is one."""
        with self._lock:
            self._keys.setdefault(epoch, wrapped)

    def get(self, epoch: int) -> bytes | None:
        """Read one."""
        with self._lock:
            return self._keys.get(epoch)

    def delete(self, epoch: int) -> None:
        """Delete one for good."""
        with self._lock:
            self._keys.pop(epoch, None)

    def all(self) -> Sequence[int]:
        """Number all that are there."""
        with self._lock:
            return sorted(self._keys)
