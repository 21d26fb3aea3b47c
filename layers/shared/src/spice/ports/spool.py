"""Records that are put aside by part and read again part by part, where all of them are too many for memory."""

from collections.abc import Iterator
from typing import Protocol


class Spool(Protocol):
    """Nothing of it stays: who made it takes it away."""

    def put(self, part: int, record: bytes) -> None:
        """Put a record aside. Raises PortError where there is no room."""
        ...

    def read(self, part: int) -> Iterator[bytes]:
        """Read the records of a part, in the order in which they were put; once, and after all were put."""
        ...
