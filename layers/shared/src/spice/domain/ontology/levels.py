"""A difference by levels: of classes, of properties and relationships, and in figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from spice.domain.ontology.entries import Entry, Operation
from spice.domain.ontology.severity import Severity

_PARTS = ("properties", "relationships")


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The entries of a difference: what is said of classes, and what of their parts."""

    classes: Sequence[Entry]
    properties: Sequence[Entry]

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """Count entries by level and operation, and all of them by severity."""
        severities = Counter(entry.severity for entry in (*self.classes, *self.properties))
        return {
            "classes": _operations(self.classes),
            "properties": _operations(self.properties),
            "severities": {severity: severities[severity] for severity in get_args(Severity)},
        }


def by_level(entries: Sequence[Entry]) -> Levels:
    """Tell apart what is said of classes and what of their parts; the order of parts is said of the class."""
    parts = [entry for entry in entries if len(entry.keys) > 1 and entry.keys[0] in _PARTS]
    known = {id(entry) for entry in parts}
    return Levels(classes=[entry for entry in entries if id(entry) not in known], properties=parts)


def _operations(entries: Sequence[Entry]) -> dict[str, int]:
    found = Counter(entry.op for entry in entries)
    return {operation: found[operation] for operation in get_args(Operation)}
