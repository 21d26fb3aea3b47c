"""Two things that came to one name on two sides: a clash about who has it."""

from collections.abc import Iterator

from spice.domain.ontology.merging.clashes import Clash
from spice.domain.ontology.merging.three_way import Decide, Sides
from spice.domain.ontology.merging.trees import (
    ABSENT,
    NAMED,
    Branch,
    Nothing,
    Place,
    Ref,
    at_place,
    branches,
    planted,
    referring,
)


def settle_names(merged: Branch, sides: Sides, decide: Decide) -> Branch:
    """Ask who has a name, and let the other go back to what it was called, or go."""
    for ours, theirs in [*_pairs(merged, sides, ())]:
        held = Sides(*(at_place(side, place) for side, place in zip(sides, (theirs, ours, theirs), strict=True)))
        clash = Clash(
            kind="same_name",
            place=theirs,
            **held._asdict(),
            choices=("ours", "theirs", "value"),
        )
        merged = _settled(merged, sides, (ours, theirs), decide(clash), held)
    return merged


def _settled(merged: Branch, sides: Sides, pair: tuple[Place, Place], found: object, held: Sides) -> Branch:
    ours, theirs = pair
    if isinstance(found, Nothing):
        return merged
    if found == held.ours:
        return _without_name(merged, sides.base, theirs, ours)
    if found == held.theirs:
        return _without_name(merged, sides.base, ours, theirs)
    return planted(merged, (*theirs, "name"), found)


def _without_name(merged: Branch, base: object, place: Place, other: Place) -> Branch:
    """Undo a rename, or drop what was added; what referred to it means its namesake then."""
    before = at_place(base, (*place, "name"))
    if not isinstance(before, Nothing):
        return planted(merged, (*place, "name"), before)
    part = len(place) > 1
    gone, stays = Ref(place[-1], part), Ref(other[-1], part)
    answer = referring(planted(merged, place, ABSENT), lambda ref: stays if ref == gone else ref)
    assert isinstance(answer, Branch)
    return answer


def _pairs(merged: object, sides: Sides, place: Place) -> Iterator[tuple[Place, Place]]:
    """Find pairs that have one name where only one may: the one that has it in ours, the one that has it in theirs."""
    if not isinstance(merged, Branch) or sides.ours == sides.theirs:
        return
    by_name: dict[str, list[Place]] = {}
    for keys, name in _named(merged):
        by_name.setdefault(name, []).append(keys)
    for name, places in by_name.items():
        if len(places) > 1:
            ours, theirs = (_holder(side, places, name) for side in (sides.ours, sides.theirs))
            if ours and theirs and ours != theirs:
                yield (*place, *ours), (*place, *theirs)
    for key, child in merged.children.items():
        yield from _pairs(child, sides.at(key), (*place, key))


def _holder(side: object, places: list[Place], name: str) -> Place | None:
    return next((keys for keys in places if at_place(side, (*keys, "name")) == name), None)


def _named(tree: Branch) -> list[tuple[Place, str]]:
    """List what shares one space of names: a class's properties and relationships do."""
    if tree.kind == "class":
        fields = ("properties", "relationships")
        return [((field, *key), name) for field in fields for key, name in _children(tree.children.get(field))]
    return _children(tree) if tree.kind in NAMED and tree.kind not in ("properties", "relationships") else []


def _children(tree: object) -> list[tuple[Place, str]]:
    return [((key,), child.name) for key, child in branches(tree).items()]
