"""What is referred to and is not there any more."""

from collections.abc import Iterator

from spice.domain.ontology.merging.reading_trees import line_of
from spice.domain.ontology.merging.three_way import Sides
from spice.domain.ontology.merging.trees import Branch, Place, Ref, branches

_FIELDS = ("properties", "relationships")


def dropped_references(merged: Branch, sides: Sides) -> set[Place]:
    """Find the places of classes and parts that something refers to, and that one side has."""
    found: set[Place] = set()
    for id_, each in branches(merged).items():
        found.update(_of_class(merged, sides, id_, each))
    return found


def _of_class(merged: Branch, sides: Sides, id_: str, each: Branch) -> Iterator[Place]:
    for ref in (each.children.get("parent"), *_targets(each)):
        if isinstance(ref, Ref) and ref.id not in merged.children:
            yield (ref.id,)
    if isinstance(key := each.children.get("key"), tuple):
        line = line_of(merged, id_)
        for ref in key:
            if isinstance(ref, Ref) and not any(_has(owner, ref) for owner in line):
                yield from _places_of(sides, id_, ref)


def _targets(each: Branch) -> Iterator[object]:
    yield from (part.children.get("target") for part in branches(each.children.get("relationships")).values())


def _has(owner: Branch, ref: Ref) -> bool:
    return any(ref.id in branches(owner.children.get(field)) for field in _FIELDS)


def _places_of(sides: Sides, id_: str, ref: Ref) -> Iterator[Place]:
    """Where a side has what a key refers to: in the class, or in one that it inherits from there."""
    for side in sides[1:]:
        for owner in line_of(side, id_) if isinstance(side, Branch) else ():
            for field in _FIELDS:
                if ref.id in branches(owner.children.get(field)):
                    yield (str(owner.children["id"]), field, ref.id)
