"""Class documents <-> flat documents: one for a class and for each of its properties, relationships and members.

A part's `body` is what is left of it: JSON in which what is kept beside it (name, label, lists of parts) is null.
`parts` tells which those lists are, and whose documents stand in them, in order.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spice.adapters.terminusdb.failures import SERVICE
from spice.adapters.terminusdb.model import CLASS, TYPES
from spice.messages.codec import decode, encode
from spice.ports.errors import Permanent
from spice.ports.ontology_repository import ClassDocument

Fields = dict[str, str]
"""A document of TerminusDB: texts by field, `@type` among them."""
_UNSAFE = re.compile("[^A-Za-z0-9_]")


def split(classes: Mapping[str, ClassDocument]) -> dict[str, Fields]:
    """Write classes as flat documents, by their ids in TerminusDB."""
    documents: dict[str, Fields] = {}
    for class_id, document in classes.items():
        for fields in _part(CLASS, _plain(class_id), None, class_id, document):
            documents[f"{fields['@type']}/{fields['key']}"] = fields
    return documents


def join(documents: Mapping[str, Fields]) -> dict[str, ClassDocument]:
    """Read classes from flat documents; in order of their ids."""
    by_key = {fields["key"]: fields for fields in documents.values()}
    classes = sorted((fields for fields in documents.values() if fields["@type"] == CLASS), key=lambda one: one["key"])
    return {fields["stable_id"]: _joined(fields, by_key) for fields in classes}


def _part(kind: str, key: str, owner: str | None, stable_id: str, document: Mapping[str, object]) -> Iterator[Fields]:
    body, parts = dict(document), dict[str, list[str]]()
    fields = {"@type": kind, "key": key, "stable_id": stable_id}
    if owner is not None:
        fields["owner"] = owner
    if isinstance(name := body.get("name"), str):
        fields["name"], body["name"] = name, None
    if "label" in body:
        fields["labels"], body["label"] = _canonical(body["label"]), None
    children = [*_taken_out(body, "", parts)]
    yield {**fields, "body": _text(body), "parts": _text(parts)}
    for path, child in children:
        below, child_id = _below(key, path, str(child["id"])), str(child["id"])
        yield from _part(TYPES[path.rpartition("/")[2]], below, key, child_id, child)


def _taken_out(holder: dict[str, Any], path: str, parts: dict[str, list[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Take the lists of parts out of a part, those of an array's items too."""
    for field in TYPES:
        listed: Any = holder.get(field)
        if _are_parts(listed):
            parts[path + field], holder[field] = [each["id"] for each in listed], None
            yield from ((path + field, each) for each in listed)
    if isinstance(items := holder.get("items"), dict):
        holder["items"] = dict(items)
        yield from _taken_out(holder["items"], f"{path}items/", parts)


def _are_parts(listed: Any) -> bool:
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        return False
    ids = [each.get("id") if isinstance(each, dict) else None for each in listed]
    return all(isinstance(each, str) for each in ids) and len({*ids}) == len(ids)


def _joined(fields: Fields, by_key: Mapping[str, Fields]) -> dict[str, Any]:
    document: dict[str, Any] = decode(fields["body"])
    if "name" in fields:
        document["name"] = fields["name"]
    if "labels" in fields:
        document["label"] = decode(fields["labels"])
    for path, ids in decode(fields["parts"]).items():
        *inside, field = path.split("/")
        holder = document
        for step in inside:
            holder = holder[step]
        holder[field] = [_joined(_found(_below(fields["key"], path, each), by_key), by_key) for each in ids]
    return document


def _found(key: str, by_key: Mapping[str, Fields]) -> Fields:
    if key not in by_key:
        raise Permanent(SERVICE, f"the document of part {key} is not there: the database must be rebuilt from the log")
    return by_key[key]


def _below(key: str, path: str, id_: str) -> str:
    """Name a part below another: `person-p-name_3fa2b1`, or `person-p-tags-ie-new` for a member of an array's items."""
    *inside, field = path.split("/")
    return f"{key}-{'i' * len(inside)}{'e' if field == 'values' else field[0]}-{_plain(id_)}"


def _plain(id_: str) -> str:
    """Write an id in letters, digits and _, so that no key has to be encoded; what else it has, as numbers."""
    return _UNSAFE.sub(lambda found: f".{ord(found[0]):x}.", id_)


def _canonical(label: object) -> str:
    return _text(dict(sorted(label.items())) if isinstance(label, dict) else label)


def _text(value: object) -> str:
    return encode(value).decode()
