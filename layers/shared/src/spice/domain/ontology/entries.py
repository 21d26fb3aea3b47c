"""Entries of a difference, and the places they speak of."""

from dataclasses import dataclass
from typing import NamedTuple

from spice.domain.hints import pointer
from spice.domain.ontology.severity import Judgement, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change, as diffs, checks and merges show it."""

    op: str
    """create, update, rename or delete."""
    path: str
    id: str
    before: object
    after: object
    severity: Severity
    reason: str
    class_id: str = ""
    keys: tuple[str, ...] = ()
    """The place within the class as it stays: stable ids and names of facets."""
    final: bool = False
    """Not to be waived while there are instances."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place within a class: as people read it, by names, and as it stays, by ids."""

    path: str = ""
    keys: tuple[str, ...] = ()

    def facet(self, name: str) -> "Where":
        """The place of a facet."""
        return Where(pointer(self.path, name), (*self.keys, name))

    def part(self, field: str, name: object, key: str) -> "Where":
        """The place of one of the parts that a field lists."""
        return Where(pointer(self.path, field, str(name)), (*self.keys, field, key))


class Facet(NamedTuple):
    """A change at a place."""

    op: str
    where: Where
    before: object
    after: object
    judged: Judgement
