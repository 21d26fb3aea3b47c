"""Histories that moved from the index into packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from spice.domain.instance.model import Instance
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


class OpenEnd(NamedTuple):
    """The end of a history that is packed again: the state before it, and its events, oldest first."""

    before: Instance | None
    events: Sequence[Event]


class Histories(Protocol):
    """Tails in the index, parts in packs."""

    def long_tails(self, *, at_least: int, limit: int) -> Sequence[UUID]:
        """List streams with that many events in the tail."""
        ...

    def open_end(self, stream: UUID, *, closed: int) -> OpenEnd:
        """Read what comes behind a stream's last bundle of `closed` events or more that a snapshot ends."""
        ...

    def packed(self, name: str, parts: Sequence[PackedPart]) -> None:
        """Record a verified pack in place of its streams' parts from its first versions on; trim tails. Both or none.

        Raises Momentary when more of a stream was packed meanwhile than this pack has.
        """
        ...

    def unknown(self, packs: Sequence[str]) -> Sequence[str]:
        """List those of some packs that were never recorded here, or are forgotten."""
        ...

    def retire(self, *, older_than_seconds: float) -> Sequence[str]:
        """Name packs that nothing refers to any more for that long, and forget them."""
        ...
