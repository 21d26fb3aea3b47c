"""Trees -> class documents, as far as they are settled."""

from collections.abc import Mapping

from spice.domain.hints import pointer
from spice.domain.ontology.merging.trees import ABSENT, NAMED, Branch, Nothing, Place, Ref, at_place, branches, child_of

Called = Mapping[Ref, str]
"""What is called how."""


def documents_from(ontology: Branch) -> dict[str, dict[str, object]]:
    """Write the classes of an ontology."""
    called = called_in(ontology)
    return {id_: dict(each) for id_, tree in ontology.children.items() if isinstance(each := write(tree, called), dict)}


def write(tree: object, called: Called) -> object:
    """Write a tree, with names where it refers; None where nothing is, or nothing settled."""
    if isinstance(tree, Nothing):
        return None
    if isinstance(tree, Ref):
        return called.get(tree, tree.id)
    if isinstance(tree, tuple):
        return [write(each, called) for each in tree]
    if not isinstance(tree, Branch):
        return tree
    if tree.order is not None:
        return [write(tree.children[key], called) for key in tree.order]
    return {key: write(each, called) for key, each in tree.children.items() if not _empty(key, each)}


def called_in(ontology: object) -> dict[Ref, str]:
    """Tell what classes and their parts are called."""
    called: dict[Ref, str] = {}
    for id_, each in branches(ontology).items():
        called[Ref(id_)] = each.name
        for field in ("properties", "relationships"):
            parts = branches(each.children.get(field))
            called.update((Ref(key, True), part.name) for key, part in parts.items())
    return called


def path_of(place: Place, *sides: Branch) -> str:
    """Write a place by names, as the first side calls what it has."""
    path, here = "", list[object](sides)
    for key in place:
        kinds = [each.kind for each in here if isinstance(each, Branch)]
        here = [child_of(each, key) for each in here]
        names = [each.name for each in here if isinstance(each, Branch)]
        path = pointer(path, names[0] if names and kinds[0] in NAMED else key)
    return path


def name_at(place: Place, *sides: Branch) -> str:
    """Tell what stands at a place is called, by the first side that has it."""
    found = [each.name for side in sides if isinstance(each := at_place(side, place), Branch)]
    return found[0] if found else place[-1]


def _empty(key: str, tree: object) -> bool:
    return tree is ABSENT or (key == "constraints" and isinstance(tree, Branch) and not tree.children)
