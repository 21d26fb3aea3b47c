"""Three trees -> one: what one side changed, what both changed alike, and clashes."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from spice.domain.ontology.merging.clashes import Choice, Clash, Kind, Side
from spice.domain.ontology.merging.orders import skeleton, woven
from spice.domain.ontology.merging.trees import ABSENT, NAMED, UNSETTLED, Branch, Nothing, Place, child_of

Decide = Callable[[Clash], object]
"""What stands where sides clash: ABSENT for nothing, UNSETTLED for what nobody decided."""

_SHAPE = ("type", "items", "properties", "values", "constraints", "default")
"""What hangs on a type, and the type."""
_FREE = ("label", "description", "unit", "default", "inverse", "constraints", "id")
"""Facets that need not be there."""


class Sides(NamedTuple):
    """What base, ours and theirs have at a place."""

    base: object
    ours: object
    theirs: object

    def at(self, key: str) -> "Sides":
        """What they have below."""
        return Sides(*(child_of(side, key) for side in self))


class Merging:
    """One merge. `pinned`: what is not dropped in silence, since it is referred to."""

    def __init__(self, decide: Decide, pinned: Collection[Place] = ()) -> None:
        self._decide = decide
        self._pinned = frozenset(pinned)
        self._above = frozenset(place[:length] for place in pinned for length in range(len(place)))

    def merge(self, place: Place, sides: Sides, within: str) -> object:
        """Merge what stands at a place; `within`: the kind of what it is in."""
        base, ours, theirs = sides
        if place in self._pinned and ABSENT in (ours, theirs) and ours != theirs:
            return self._kept(place, sides, within)
        alike = _alike(ours, theirs)
        if not (alike and place in self._above):
            if ours == theirs or base == theirs:
                return ours
            if base == ours:
                return theirs
        return self._branch(place, sides) if alike else self._clash(place, sides, within)

    def _branch(self, place: Place, sides: Sides) -> Branch:
        _, ours, theirs = sides
        assert isinstance(ours, Branch)
        assert isinstance(theirs, Branch)
        apart = ours.kind == "spec" and ours.children.get("type") != theirs.children.get("type")
        children = self._shape(place, sides) if apart else {}
        for key in dict.fromkeys((*ours.children, *theirs.children)):
            if apart and key in _SHAPE:
                continue
            merged = self.merge((*place, key), sides.at(key), ours.kind)
            if merged is not ABSENT:
                children[key] = merged
        order = None if ours.order is None else self._order(place, sides, ours, theirs, children)
        return ours.of(children, order)

    def _shape(self, place: Place, sides: Sides) -> dict[str, object]:
        """Merge two types with all that hangs on them, as one facet."""
        shapes = Sides(*(shape_of(side) for side in sides))
        merged = self.merge((*place, "type"), shapes, "spec")
        if isinstance(merged, Branch):
            return dict(merged.children)
        return {} if merged is ABSENT else dict.fromkeys(_SHAPE, UNSETTLED)

    def _order(
        self, place: Place, sides: Sides, ours: Branch, theirs: Branch, kept: Collection[str]
    ) -> tuple[str, ...]:
        orders = ours.order or (), theirs.order or ()
        base = sides.base.order or () if isinstance(sides.base, Branch) else ()
        common, agreed = skeleton(base, *orders)
        if not agreed:
            shared = set(common)
            asked = [tuple(key for key in side if key in shared) for side in (base, *orders)]
            clash = Clash(
                kind="order",
                place=place,
                base=asked[0],
                ours=asked[1],
                theirs=asked[2],
                choices=("ours", "theirs", "base") if set(asked[0]) == shared else ("ours", "theirs"),
            )
            found = self._decide(clash)
            common = found if isinstance(found, tuple) else common
        return woven(common, *orders, kept)

    def _kept(self, place: Place, sides: Sides, within: str) -> object:
        """One side dropped what the other needs; it stays, or what refers to it has to go first."""
        keeps: Side = "theirs" if sides.ours is ABSENT else "ours"
        choices: tuple[Choice, ...] = (keeps, "base") if isinstance(sides.base, Branch) else (keeps,)
        clash = Clash(kind="still_referenced", place=place, **sides._asdict(), choices=choices, within=within)
        found = self._decide(clash)
        return getattr(sides, keeps) if isinstance(found, Nothing) else found

    def _clash(self, place: Place, sides: Sides, within: str) -> object:
        base, ours, theirs = sides
        added, dropped = base is ABSENT, ABSENT in (ours, theirs)
        kind: Kind = "add_add" if added else "delete_edit" if dropped else "edit_edit"
        choices: list[Choice] = ["ours", "theirs"]
        if base is not UNSETTLED and (not added or place[-1] in _FREE or within in ("texts", "constraints")):
            choices.append("base")
        if not (dropped and within in NAMED):
            choices.append("value")
        return self._decide(Clash(kind=kind, place=place, **sides._asdict(), choices=tuple(choices), within=within))


def _alike(ours: object, theirs: object) -> bool:
    """Tell whether two sides are merged by what they hold."""
    return isinstance(ours, Branch) and isinstance(theirs, Branch) and ours.kind == theirs.kind != "shape"


def shape_of(spec: object) -> object:
    """Take from a property what hangs on its type, and the type."""
    if not isinstance(spec, Branch):
        return child_of(spec, "type")
    return Branch("shape", {key: each for key, each in spec.children.items() if key in _SHAPE})
