"""An ontology and the entries of a difference -> the ontology that the difference leads to."""

from collections.abc import Mapping, Sequence

from spice.domain.ontology.documents import Document
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.merging.reading_trees import Names, kind_within, read, tree_of, with_keys
from spice.domain.ontology.merging.trees import ABSENT, Branch, Place, at_place, planted
from spice.domain.ontology.merging.writing_trees import documents_from


def patch(documents: Mapping[str, Document], entries: Sequence[Entry]) -> dict[str, dict[str, object]]:
    """Apply what `differences` found between a and b to a, which gives b."""
    names = _names_after(documents, entries)
    tree = tree_of(documents)
    for entry in entries:
        tree = _applied(tree, entry, names)
    # Orders say how what is there by then is ordered.
    for entry in filter(_of_order, entries):
        tree = _ordered(tree, (entry.class_id, *entry.keys), entry.after)
    return documents_from(with_keys(tree))


def _names_after(documents: Mapping[str, Document], entries: Sequence[Entry]) -> Names:
    names = {id_: str(document["name"]) for id_, document in documents.items()}
    for entry in entries:
        if entry.keys:
            continue
        if entry.op == "delete":
            names.pop(entry.class_id)
        elif isinstance(entry.after, Mapping):
            names[entry.class_id] = str(entry.after["name"])
        else:
            names[entry.class_id] = str(entry.after)
    return {name: id_ for id_, name in names.items()}


def _applied(tree: Branch, entry: Entry, names: Names) -> Branch:
    place = (entry.class_id, *entry.keys)
    if _of_order(entry):
        return tree
    if entry.op == "rename":
        return planted(tree, (*place, "name"), entry.after)
    if entry.after is None and entry.keys != ("parent",):
        return planted(tree, place, ABSENT)
    return planted(tree, place, read(_kind(place), entry.after, names))


def _kind(place: Place) -> str:
    kind = "ontology"
    for key in place:
        kind = kind_within(kind, key)
    return kind


def _of_order(entry: Entry) -> bool:
    before, listed = entry.before, entry.keys[-1:] in (("properties",), ("relationships",))
    return listed and isinstance(before, list) and isinstance(next(iter(before), None), str)


def _ordered(tree: Branch, place: Place, names: object) -> Branch:
    parts = at_place(tree, place)
    if not isinstance(parts, Branch) or not isinstance(names, list):
        return tree
    keys = {part.name: key for key, part in parts.children.items() if isinstance(part, Branch)}
    return planted(tree, place, parts.of(parts.children, tuple(keys[name] for name in names)))
