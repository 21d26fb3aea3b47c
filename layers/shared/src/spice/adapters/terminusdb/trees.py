"""The documents of a commit, and what leads from those of one to those of another."""

from collections.abc import Mapping

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


def class_names(tree: Tree) -> set[str]:
    """List the names of its classes."""
    return {fields["name"] for fields in tree.values() if fields["@type"] == CLASS and "name" in fields}
