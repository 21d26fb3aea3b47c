"""Clashes as people are told of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spice.domain.ontology.differences import differences
from spice.domain.ontology.merging.clashes import Choice, Clash, Kind
from spice.domain.ontology.merging.three_way import Sides
from spice.domain.ontology.merging.trees import Branch, Place
from spice.domain.ontology.merging.writing_trees import called_in, documents_from, name_at, path_of, write
from spice.domain.ontology.severity import Mode, Severity

Severities = dict[Place, Severity]
_RANKS: Sequence[Severity] = ("compatible", "weakening", "breaking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where both sides changed what cannot be both."""

    id: str
    """The same for the same question, whatever else the branches hold."""
    kind: Kind
    path: str
    base: object
    ours: object
    theirs: object
    choices: Sequence[Choice]
    severity: Severity
    """Of going from one side to the other."""
    class_id: str
    affected: int = 0
    """Instances of its class, as the target has it."""


class Telling:
    """Tells conflicts between aligned sides, by the names that things have there and as a database of a mode judges."""

    def __init__(self, sides: Sides, mode: Mode) -> None:
        self._mode = mode
        self._trees = [side for side in (sides.ours, sides.theirs, sides.base) if isinstance(side, Branch)]
        self._called = [called_in(side) for side in sides]

    def conflicts(self, clashes: Sequence[Clash]) -> list[Conflict]:
        """Tell clashes, in the order in which they were met."""
        exact, with_inside = self._severities() if clashes else ({}, {})
        return [self._told(clash, _severity(clash.place, exact, with_inside)) for clash in clashes]

    def _told(self, clash: Clash, severity: Severity) -> Conflict:
        base, ours, theirs = (
            self._names(clash.place, value) if clash.kind == "order" else write(value, called)
            for value, called in zip((clash.base, clash.ours, clash.theirs), self._called, strict=True)
        )
        return Conflict(
            id=clash.id,
            kind=clash.kind,
            path=path_of(clash.place, *self._trees),
            base=base,
            ours=ours,
            theirs=theirs,
            choices=clash.choices,
            severity=severity,
            class_id=clash.place[0],
        )

    def _names(self, place: Place, keys: object) -> list[str]:
        return [name_at((*place, key), *self._trees) for key in keys] if isinstance(keys, tuple) else []

    def _severities(self) -> tuple[Severities, Severities]:
        """Tell of every place how severe it is to go there from one side to the other, whichever is worse: of what is
        told there, and with all that is inside."""
        ours, theirs = (documents_from(tree) for tree in self._trees[:2])
        exact: Severities = {}
        with_inside: Severities = {}
        for entry in (*differences(ours, theirs, self._mode), *differences(theirs, ours, self._mode)):
            place = (entry.class_id, *entry.keys)
            exact[place] = max(exact.get(place, "compatible"), entry.severity, key=_RANKS.index)
            for above in _above(place):
                with_inside[above] = max(with_inside.get(above, "compatible"), entry.severity, key=_RANKS.index)
        return exact, with_inside


def _severity(place: Place, exact: Severities, with_inside: Severities) -> Severity:
    if place in with_inside:
        return with_inside[place]
    return next((exact[above] for above in reversed([*_above(place)]) if above in exact), "compatible")


def _above(place: Place) -> Iterable[Place]:
    return (place[:length] for length in range(1, len(place) + 1))
