"""What is different between two versions of a property, facet by facet."""

from collections.abc import Iterator, Mapping

from spice.domain.datatypes.parts import part_key
from spice.domain.ontology.documents import Document
from spice.domain.ontology.entries import Facet, Where
from spice.domain.ontology.severity import (
    LOST,
    Judgement,
    free,
    of_addition,
    of_constraint,
    of_required,
    of_type,
    of_values,
    other,
    tighter,
    wider,
)

FREE = free("it changes no value")
RENAMED = free("the id stays")
_ORDER = free("the order is another")
_ALONG = free("it comes and goes with the type")
HERE = Where()


def spec_differences(before: Document, after: Document, where: Where = HERE) -> Iterator[Facet]:
    """Compare two properties, or what is inside an array or object."""
    if before.get("type") != after.get("type"):
        judged = of_type(before.get("type"), after.get("type"))
        yield Facet("update", where.facet("type"), before.get("type"), after.get("type"), judged)
    yield from _constraints(before, after, where)
    yield from _values(before, after, where)
    yield from _inside(before, after, where)
    yield from _free(before, after, where)


def order_difference(old: Mapping[str, Document], new: Mapping[str, Document], where: Where) -> Iterator[Facet]:
    """Compare the order of parts; one that is dropped, or added at the end, says nothing of the others."""
    if [key for key in old if key in new] + [key for key in new if key not in old] != [*new]:
        before, after = ([part["name"] for part in side.values()] for side in (old, new))
        yield Facet("update", where, before, after, _ORDER)


def _free(before: Document, after: Document, where: Where) -> Iterator[Facet]:
    if bool(before.get("required")) != bool(after.get("required")):
        asked = of_required(before.get("required"), after.get("required"), default="default" in after)
        yield Facet("update", where.facet("required"), before.get("required"), after.get("required"), asked)
    for facet in ("label", "description", "default", "unit", "personal", "subject"):
        old, new = before.get(facet), after.get(facet)
        if old != new:
            yield Facet("update", where.facet(facet), old, new, _judged(facet, before, after))


def _judged(facet: str, before: Document, after: Document) -> Judgement:
    if facet == "unit" and before.get(facet) is not None:
        return other("stored values meant another unit")
    if facet == "default" and facet not in after and before.get("required") and after.get("required"):
        return tighter("instances may lack what nothing fills in any more")
    return FREE


def _constraints(before: Document, after: Document, where: Where) -> Iterator[Facet]:
    old, new = _mapping(before, "constraints"), _mapping(after, "constraints")
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            judged = of_constraint((before["type"], after["type"]), name, old.get(name), new.get(name))
            yield Facet("update", where.facet("constraints").facet(name), old.get(name), new.get(name), judged)


def _values(before: Document, after: Document, where: Where) -> Iterator[Facet]:
    old, new = before.get("values"), after.get("values")
    if old == new:
        return
    judged = _ALONG
    if isinstance(old, list) and isinstance(new, list):
        names = [frozenset(str(value["name"]) for value in values) for values in (old, new)]
        judged = of_values(*names)
    yield Facet("update", where.facet("values"), old, new, judged)


def _inside(before: Document, after: Document, where: Where) -> Iterator[Facet]:
    old_items, new_items = before.get("items"), after.get("items")
    if isinstance(old_items, Mapping) and isinstance(new_items, Mapping):
        yield from spec_differences(old_items, new_items, where.facet("items"))
    elif old_items != new_items:
        yield Facet("update", where.facet("items"), old_items, new_items, _ALONG)
    old, new = _by_key(before), _by_key(after)
    if old is not None and new is not None:
        yield from _parts(old, new, where)
    elif old != new:
        judged = _listed(old) if before.get("type") == after.get("type") else _ALONG
        yield Facet("update", where.facet("properties"), before.get("properties"), after.get("properties"), judged)


def _parts(old: Mapping[str, Document], new: Mapping[str, Document], where: Where) -> Iterator[Facet]:
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        if becomes is None:
            assert was is not None
            yield Facet("delete", where.part("properties", was["name"], key), was, None, LOST)
            continue
        at = where.part("properties", becomes["name"], key)
        if was is None:
            yield Facet("create", at, None, becomes, of_addition(becomes))
            continue
        if was["name"] != becomes["name"]:
            yield Facet("rename", at, was["name"], becomes["name"], RENAMED)
        yield from spec_differences(was, becomes, at)
    yield from order_difference(old, new, where.facet("properties"))


def _listed(parts: Mapping[str, Document] | None) -> Judgement:
    """Judge an object that names its properties from now on, or no longer: its values are told by the keys they are
    kept under."""
    if parts is None:
        return tighter("objects had any properties")
    if all(key == part["name"] for key, part in parts.items()):
        return wider("any object is accepted")
    return other("values of properties that came later, or were renamed, would be told by their ids")


def _by_key(spec: Document) -> dict[str, Document] | None:
    listed = spec.get("properties")
    return {part_key(part): part for part in listed} if isinstance(listed, list) else None


def _mapping(spec: Document, name: str) -> Mapping[str, object]:
    found = spec.get(name)
    return found if isinstance(found, Mapping) else {}
