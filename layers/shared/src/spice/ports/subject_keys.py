"""The keys of persons' data: kept apart from the log and its index, and destroyed for good."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectKey:
    """The key of a living generation (1 or more) of a subject."""

    generation: int
    erased: int = 0
    """Up to which generation the log erased: what is sealed by another one above it is lost, and not erased."""
    seal: Callable[[bytes, Sequence[bytes]], bytes]
    """Seal a value for the place where it stands; the same value there gives the same bytes."""
    open: Callable[[bytes, Sequence[bytes]], bytes | None]
    """Open it; None for what was sealed with another key (also of this generation: one that is lost) or for another
    place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedKey:
    """What is left of a subject that was erased: the generation whose key was the last to go."""

    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LostKey:
    """A living key that nobody can unwrap any more: this database is a copy from before the end of its epoch."""

    generation: int
    erased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentKey:
    """A subject that was erased and returned, and has no key since: none was made, or this database is a copy from
    before."""

    erased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingErasures:
    """Erasures that were asked for, or that the index knows and that left a key: since when the oldest waits."""

    count: int = 0
    oldest_at: datetime | None = None


MintedKey = SubjectKey | ErasedKey
KeyState = MintedKey | LostKey | AbsentKey


class SubjectKeys(Protocol):
    """A subject has no key, a living one, or was erased. What the index says was erased counts, whatever is kept here:
    neither of the two, brought back from a copy, brings a key back."""

    def find(self, database: UUID, subjects: Collection[str]) -> Mapping[str, KeyState]:
        """Read what there is of subjects; left out are those of whom nothing is known, no key and no erasure.

        Raises Transient.
        """
        ...

    def erased(self, database: UUID, *, limit: int) -> Mapping[str, int]:
        """List up to which generation the log erased whom; of more than `limit` subjects no more than these.

        Raises Transient.
        """
        ...

    def mint(self, database: UUID, subjects: Collection[str], *, keep: bool = True) -> Mapping[str, MintedKey]:
        """Read the keys of subjects, and make those that are absent or lost; one that was erased is not made again.

        `keep` = False makes keys that nobody will have again. Raises Transient.
        """
        ...

    def digest(self, database: UUID, text: bytes) -> str:
        """Digest a text under a key of the database, which is made when it is first asked for. Raises Transient."""
        ...

    def destroy(self) -> int:
        """Destroy the keys that the index says were erased and that are still, or again, here; answers how many."""
        ...

    def pending(self) -> PendingErasures:
        """Tell what is left to be erased: commands that were not carried out, and keys that are still here."""
        ...
