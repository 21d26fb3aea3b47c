"""The log's objects as whoever repairs it sees them: all that lies there, and a place for what is no part of it."""

from collections.abc import Iterator
from typing import Protocol


class LogObjects(Protocol):
    """Objects by name; a segment's is `log/gen=01/shard=instance-0003/00000000000000000042.seg`."""

    def names(self) -> Iterator[str]:
        """Walk the names of all that lies in the log, segment or not. Raises Transient."""
        ...

    def proofs(self) -> Iterator[str]:
        """Walk the names of what proves the log: the tree over its segments, and checkpoints. Raises Transient."""
        ...

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None. Raises Transient."""
        ...

    def set_apart(self, name: str, under: str) -> None:
        """Move one to `quarantine/{under}/{name}`: copied, compared, and deleted only then. Nothing there is written
        over, and one that is gone already is no error. Raises Transient."""
        ...

    def apart(self) -> Iterator[str]:
        """Walk what was ever moved, as `{under}/{name}`. Raises Transient."""
        ...
