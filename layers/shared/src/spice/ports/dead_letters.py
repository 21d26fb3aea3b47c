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


class DeadLetters(Protocol):
    """Parked commands."""

    def letters(self, *, limit: int = 50, after: UUID | None = None) -> Sequence[DeadLetter]:
        """List parked commands, oldest first."""
        ...

    def letter(self, letter_id: UUID) -> DeadLetter | None:
        """Read one."""
        ...
