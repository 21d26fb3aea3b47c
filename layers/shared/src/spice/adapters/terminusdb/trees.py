"""The documents of a commit, and what leads from those of one to those of another."""

from collections.abc import Collection, Mapping

from spice.adapters.terminusdb import woql
from spice.adapters.terminusdb.model import CLASS
from spice.adapters.terminusdb.parts import Fields

Tree = Mapping[str, Fields]
"""Flat documents by their ids in TerminusDB."""


def changes(before: Tree, after: Tree) -> list[woql.Query]:
    """Write only what differs."""
    inserted = [woql.insert(fields) for id_, fields in after.items() if id_ not in before]
    updated = [woql.update(fields) for id_, fields in after.items() if before.get(id_, fields) != fields]
    return inserted + updated + [woql.delete(id_) for id_ in before if id_ not in after]


def named_classes(tree: Tree) -> set[tuple[str, str]]:
    """List its classes, each by its name and its stable id."""
    classes = (fields for fields in tree.values() if fields["@type"] == CLASS and "name" in fields)
    return {(fields["name"], fields["stable_id"]) for fields in classes}


def calls(tree: Tree, name: str, other_than: Collection[str]) -> bool:
    """Tell whether a class has a name, and none of these ids."""
    return any(each == name and id_ not in other_than for each, id_ in named_classes(tree))
