"""What the audit is still to be told: kept before an answer goes out, and taken to the log later, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.domain.notes import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNote:
    """A note, of which database; two that say the same have one id."""

    id: UUID
    database: UUID
    note: Note


class Notes(Protocol):
    """Notes on their way to the outbox. Whoever adds them can neither change nor take them back."""

    def add(self, notes: Sequence[KeptNote]) -> None:
        """Keep notes, all or none; one whose id is there already is not kept again. Raises PortError."""
        ...

    def before(self, moment: datetime, *, limit: int) -> Sequence[KeptNote]:
        """Read the oldest from before a moment, in the order of their times and ids."""
        ...

    def oldest_at(self) -> datetime | None:
        """Tell of when the oldest is that the outbox lacks; None where it has them all."""
        ...

    def drop(self, ids: Sequence[UUID]) -> None:
        """Forget those that the outbox has."""
        ...
