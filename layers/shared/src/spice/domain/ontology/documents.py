"""Reading stored class documents."""

from collections.abc import Mapping, Sequence

Document = Mapping[str, object]
"""A class as API.md writes it, in normal form, with its stable ids. `parent` and `target` are names."""


def properties_of(document: Document) -> Sequence[Document]:
    """List a class's own properties."""
    found = document.get("properties")
    return found if isinstance(found, list | tuple) else ()


def relationships_of(document: Document) -> Sequence[Document]:
    """List a class's own relationships."""
    found = document.get("relationships")
    return found if isinstance(found, list | tuple) else ()


def key_of(document: Document) -> Sequence[str]:
    """List the names of a class's own key."""
    found = document.get("key")
    return found if isinstance(found, list | tuple) else ()


def size_of(document: Document) -> int:
    """Count the parts of a class and of what is inside of them: all that is an object."""
    count, ahead = 0, list[object]([document])
    while ahead:
        each = ahead.pop()
        if isinstance(each, Mapping):
            count += 1
            ahead += each.values()
        elif isinstance(each, list | tuple):
            ahead += each
    return count


def is_to_many(cardinality: object) -> bool:
    """Tell whether values of a relationship are lists."""
    return str(cardinality).endswith("_to_many")


def lineage(document: Document, by_name: Mapping[str, Document]) -> list[Document]:
    """Walk from a class to its root, itself first; ends where a parent is not there or comes again."""
    line = [document]
    seen = {document["name"]}
    parent = document.get("parent")
    while isinstance(parent, str) and parent in by_name and parent not in seen:
        line.append(by_name[parent])
        seen.add(parent)
        parent = by_name[parent].get("parent")
    return line


def families(documents: Mapping[str, Document]) -> Mapping[str, Sequence[str]]:
    """List the ids of every class and its subclasses."""
    by_name = {str(document["name"]): document for document in documents.values()}
    found: dict[str, list[str]] = {}
    for id_, document in documents.items():
        for ancestor in lineage(document, by_name):
            found.setdefault(str(ancestor["id"]), []).append(id_)
    return found
