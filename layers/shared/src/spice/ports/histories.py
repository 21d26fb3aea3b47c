"""Histories that moved from the index into packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from spice.messages.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPart:
    """A part of a pack: `events` of a stream from one version to another, or its `snapshot` at a version."""

    stream: UUID
    kind: str
    first_version: int
    last_version: int
    pack: str
    start: int
    length: int
    sha256: str
    reducer: str


class Histories(Protocol):
    """Tails in the index, parts in packs."""

    def long_tails(self, *, at_least: int, limit: int) -> Sequence[UUID]:
        """List streams with that many events in the tail."""
        ...

    def events(self, stream: UUID) -> Sequence[Event]:
        """Read a stream's whole history, oldest first."""
        ...

    def packed(self, name: str, parts: Sequence[PackedPart]) -> None:
        """Record a verified pack in place of earlier parts of its streams and trim their tails, in one transaction."""
        ...

    def retire(self, *, older_than_seconds: float) -> Sequence[str]:
        """Name packs that nothing refers to any more for that long, and forget them."""
        ...
