"""What is different between two versions of a property, facet by facet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spice.domain.datatypes.parts import part_key
from spice.domain.hints import pointer
from spice.domain.ontology.documents import Document
from spice.domain.ontology.severity import (
    Judgement,
    Severity,
    of_addition,
    of_constraint,
    of_required,
    of_type,
    of_values,
)

FREE: Judgement = ("compatible", "it changes no value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change, as diffs, checks and merges show it."""

    op: str
    """create, update, rename or delete."""
    path: str
    id: str
    before: object
    after: object
    severity: Severity
    reason: str
    class_id: str = ""
    final: bool = False
    """Not to be waived while there are instances."""


Facet = tuple[str, str, object, object, Judgement]
"""op, path below the property, before, after, judgement."""


def spec_differences(before: Document, after: Document, path: str = "") -> Iterator[Facet]:
    """Compare two properties, or what is inside an array or object."""
    if before.get("type") != after.get("type"):
        judged = of_type(before.get("type"), after.get("type"))
        yield "update", f"{path}/type", before.get("type"), after.get("type"), judged
    yield from _constraints(before, after, path)
    yield from _values(before, after, path)
    yield from _inside(before, after, path)
    yield from _free(before, after, path)


def _free(before: Document, after: Document, path: str) -> Iterator[Facet]:
    if bool(before.get("required")) != bool(after.get("required")):
        asked = of_required(before.get("required"), after.get("required"), default="default" in after)
        yield "update", f"{path}/required", before.get("required"), after.get("required"), asked
    for facet in ("label", "description", "default", "unit"):
        old, new = before.get(facet), after.get(facet)
        if old != new:
            meant = facet == "unit" and old is not None
            judged: Judgement = ("breaking", "stored values meant another unit") if meant else FREE
            yield "update", f"{path}/{facet}", old, new, judged


def _constraints(before: Document, after: Document, path: str) -> Iterator[Facet]:
    old, new = _mapping(before, "constraints"), _mapping(after, "constraints")
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            judged = of_constraint(name, old.get(name), new.get(name))
            yield "update", f"{path}/constraints/{name}", old.get(name), new.get(name), judged


def _values(before: Document, after: Document, path: str) -> Iterator[Facet]:
    old, new = before.get("values"), after.get("values")
    if old == new or not isinstance(old, list) or not isinstance(new, list):
        return
    names = [frozenset(str(value["name"]) for value in values) for values in (old, new)]
    judged = of_values(*names) if names[0] != names[1] else FREE
    yield "update", f"{path}/values", old, new, judged


def _inside(before: Document, after: Document, path: str) -> Iterator[Facet]:
    old_items, new_items = before.get("items"), after.get("items")
    if isinstance(old_items, Mapping) and isinstance(new_items, Mapping):
        yield from spec_differences(old_items, new_items, f"{path}/items")
    old, new = _by_key(before), _by_key(after)
    if old is not None and new is not None:
        yield from _parts(old, new, f"{path}/properties")
    elif before.get("type") == after.get("type") and old != new:
        judged = _freed(old) if old is not None else ("breaking", "objects had any properties")
        yield "update", f"{path}/properties", before.get("properties"), after.get("properties"), judged


def _parts(old: Mapping[str, Document], new: Mapping[str, Document], path: str) -> Iterator[Facet]:
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        if becomes is None:
            assert was is not None
            yield (
                "delete",
                pointer(path, str(was["name"])),
                was,
                None,
                ("breaking", "its values would be lost from sight"),
            )
            continue
        at = pointer(path, str(becomes["name"]))
        if was is None:
            yield "create", at, None, becomes, of_addition(becomes)
            continue
        if was["name"] != becomes["name"]:
            yield "rename", at, was["name"], becomes["name"], ("compatible", "the id stays")
        yield from spec_differences(was, becomes, at)


def _freed(parts: Mapping[str, Document]) -> Judgement:
    """Judge an object that names its properties no longer: its values are told by the keys they are kept under."""
    if all(key == part["name"] for key, part in parts.items()):
        return "weakening", "any object is accepted"
    return "breaking", "values of properties that came later, or were renamed, would be told by their ids"


def _by_key(spec: Document) -> dict[str, Document] | None:
    listed = spec.get("properties")
    return {part_key(part): part for part in listed} if isinstance(listed, list) else None


def _mapping(spec: Document, name: str) -> Mapping[str, object]:
    found = spec.get(name)
    return found if isinstance(found, Mapping) else {}
