"""Parked commands in memory."""

from collections.abc import Sequence
from uuid import UUID

from spice.ports.dead_letters import DeadLetter


class MemoryDeadLetters:
    """The DeadLetters twin; `park` adds one."""

    def __init__(self) -> None:
        self._letters: dict[UUID, DeadLetter] = {}

    def park(self, letter: DeadLetter) -> None:
        """Keep a parked command."""
        self._letters[letter.id] = letter

    def letters(self, *, limit: int = 50, after: UUID | None = None) -> Sequence[DeadLetter]:
        """List parked commands, oldest first."""
        ordered = sorted(self._letters.values(), key=lambda letter: (letter.parked_at, letter.id))
        ids = [letter.id for letter in ordered]
        start = ids.index(after) + 1 if after in ids else 0
        return ordered[start : start + limit]

    def letter(self, letter_id: UUID) -> DeadLetter | None:
        """Read one."""
        return self._letters.get(letter_id)
