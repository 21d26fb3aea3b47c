"""Ontologies as trees: parts under their stable ids, facets under their names, references by id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

Place = tuple[str, ...]
"""A way into a tree: a class's id, then names of facets and ids of parts."""


class Nothing(Enum):
    """What stands where no value stands."""

    ABSENT = "absent"
    UNSETTLED = "unsettled"
    """The sides of a virtual base conflict here, so it equals neither."""


ABSENT, UNSETTLED = Nothing.ABSENT, Nothing.UNSETTLED


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a class, or to a part of one, whatever it is called."""

    id: str
    part: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """What has facets or parts; `order` where the order of parts counts. Whatever is none is a leaf."""

    kind: str
    children: Mapping[str, object]
    order: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.children.get("name"))

    def of(self, children: Mapping[str, object], order: tuple[str, ...] | None = None) -> "Branch":
        """One of this kind with other children, in an order or that of the children."""
        return replace(self, children=children, order=None if self.order is None else order or tuple(children))


NAMED = ("ontology", "properties", "relationships", "parts", "members")
"""Kinds whose children go by ids and have names."""


def child_of(tree: object, key: str) -> object:
    """Look at what is below; what is undecided is so all the way down."""
    if isinstance(tree, Branch):
        return tree.children.get(key, ABSENT)
    return UNSETTLED if tree is UNSETTLED else ABSENT


def branches(tree: object) -> dict[str, Branch]:
    """List what is below and has facets or parts of its own."""
    children = tree.children if isinstance(tree, Branch) else {}
    return {key: child for key, child in children.items() if isinstance(child, Branch)}


def at_place(tree: object, place: Place) -> object:
    """Look at a place."""
    for key in place:
        tree = child_of(tree, key)
    return tree


def planted(tree: Branch, place: Place, value: object) -> Branch:
    """Put a value at a place, or (ABSENT) take away what is there; what is new in an order comes last."""
    key, *rest = place
    below = tree.children.get(key)
    if rest and isinstance(below, Branch):
        value = planted(below, tuple(rest), value)
    children = {each: child for each, child in tree.children.items() if each != key or value is not ABSENT}
    if value is not ABSENT:
        children[key] = value
    order = tree.order and tuple(each for each in tree.order if each in children)
    return tree.of(children, order if order is None or key in order or value is ABSENT else (*order, key))


def referring(tree: object, moved: Callable[[Ref], Ref]) -> object:
    """Let every reference mean something else."""
    if isinstance(tree, Ref):
        return moved(tree)
    if isinstance(tree, tuple):
        return tuple(referring(each, moved) for each in tree)
    if isinstance(tree, Branch):
        return replace(tree, children={key: referring(each, moved) for key, each in tree.children.items()})
    return tree
