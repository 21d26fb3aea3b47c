"""The schema of the database, as a deployment sees it."""

from collections.abc import Sequence
from typing import Protocol


class Schema(Protocol):
    """Changes of the schema: forward only, each once and in order."""

    def migrate(self) -> Sequence[str]:
        """Apply what is missing and answer its names; several callers at once are safe, and so is old code that runs
        meanwhile. Raises Transient, Permanent."""
        ...

    def admit(self, user: str) -> None:
        """Let a user work with everything that is there and will be, signed in by a token; safe to repeat.

        Raises Transient, Permanent.
        """
        ...
