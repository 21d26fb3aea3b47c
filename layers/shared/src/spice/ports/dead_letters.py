"""Parked commands, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A parked command: `id` names it for redrive and discard; `record` is the message as it came (base64 when not
    UTF-8)."""

    id: UUID
    shard: str
    key: str
    command_id: UUID | None
    type: str | None
    database: UUID | None
    reason: str
    error: str
    attempts: int
    parked_at: datetime
    state: str
    """`retrying`, `waiting` (behind another of its key), `manual`."""
    record: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersSought:
    """Which parked commands are meant; all of them where nothing is said."""

    type: str | None = None
    error: str | None = None
    state: str | None = None
    database: UUID | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterGroup:
    """Parked commands of one type with one error: how many, how many of them only wait behind another of their key,
    and since when."""

    type: str | None
    error: str
    count: int
    waiting: int
    first_at: datetime
    last_at: datetime


LETTER_STATES = ("waiting", "retrying", "manual")
ALL = LettersSought()


class DeadLetters(Protocol):
    """Parked commands."""

    def letters(
        self, sought: LettersSought = ALL, *, limit: int = 50, after: UUID | None = None
    ) -> Sequence[DeadLetter]:
        """List parked commands, oldest first."""
        ...

    def groups(self, sought: LettersSought = ALL, *, limit: int = 50) -> Sequence[LetterGroup]:
        """Count parked commands by type and error, the most first."""
        ...

    def letter(self, letter_id: UUID) -> DeadLetter | None:
        """Read one."""
        ...
