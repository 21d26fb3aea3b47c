"""Entries of a difference, and the places they speak of."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from spice.domain.hints import pointer
from spice.domain.ontology.severity import Judgement, Mode, Severity, severity_under

Operation = Literal["create", "update", "rename", "delete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change, as diffs, checks and merges show it."""

    op: Operation
    path: str
    id: str
    before: object
    after: object
    judged: Judgement
    severity: Severity = "compatible"
    reason: str = ""
    class_id: str = ""
    keys: tuple[str, ...] = ()
    """The place within the class as it stays: stable ids and names of facets."""
    final: bool = False
    """Not to be waived while there are instances."""

    def under(self, mode: Mode) -> "Entry":
        """Tell it as it is where a database holds to a mode."""
        severity, reason = severity_under(mode, self.judged)
        return replace(self, severity=severity, reason=reason)


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

    op: Operation
    where: Where
    before: object
    after: object
    judged: Judgement
