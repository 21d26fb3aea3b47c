"""Where the wrapped keys of epochs are: apart from the database, so that no copy of it has one."""

from collections.abc import Sequence
from typing import Protocol


class EpochStore(Protocol):
    """Keys by the numbers of their epochs. Nothing keeps a version of what is deleted, and no copy is made of it."""

    def put(self, epoch: int, wrapped: bytes) -> None:
        """Keep a key, unless there is one of that epoch: the first stays. Raises PortError."""
        ...

    def get(self, epoch: int) -> bytes | None:
        """Read one; None where it is not, or no longer, there. Raises PortError."""
        ...

    def delete(self, epoch: int) -> None:
        """Delete one for good, where it is there. Raises PortError."""
        ...

    def all(self) -> Sequence[int]:
        """Number all that are there. Raises PortError."""
        ...
