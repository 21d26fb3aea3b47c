"""Work that one does at a time."""

from typing import Protocol


class Turn(Protocol):
    """The right to do work that one does at a time; it ends with the process, or the connection, that has it."""

    def check(self) -> None:
        """See that it is still held. Raises LeaseLost."""
        ...
