"""What objects have inside: values are kept under stable keys and told by names, so that what is dropped is gone."""

from collections.abc import Mapping
from dataclasses import dataclass

from spice.domain.datatypes.checking import Spec

Inside = Mapping[str, "Part"] | None
"""What an object, or each of a list, has inside, by stable key; None: nothing that is named by a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A property, at any depth: its name, and what is inside."""

    name: str
    inside: Inside = None
    personal: bool = False
    """Its values are sealed."""


def part_key(spec: Spec) -> str:
    """Tell under what a part of an object is kept: its stable id; one from before parts had ids is kept by name."""
    return str(spec.get("id") or spec["name"])


def part_of(spec: Spec) -> Part:
    """Read a property's spec as a part."""
    return Part(name=str(spec["name"]), inside=inside_of(spec))


def inside_of(spec: Spec) -> Inside:
    """Tell what the values of a spec have inside."""
    if isinstance(items := spec.get("items"), Mapping):
        return inside_of(items)
    listed = spec.get("properties")
    return {part_key(part): part_of(part) for part in listed} if isinstance(listed, list) else None


def written(inside: Inside) -> object:
    """Write what is inside as plain JSON, to tell values by it later."""
    return None if inside is None else {key: [part.name, written(part.inside)] for key, part in inside.items()}


def read_written(inside: object) -> Inside:
    """Read what is inside as it was written."""
    if not isinstance(inside, Mapping):
        return None
    return {key: Part(name=str(name), inside=read_written(below)) for key, (name, below) in inside.items()}


def told(value: object, inside: Inside) -> object:
    """Write a value by names, without what is no longer there."""
    if inside is None:
        return value
    if isinstance(value, list):
        return [told(item, inside) for item in value]
    if not isinstance(value, dict):
        return value
    return {part.name: told(value[key], part.inside) for key, part in inside.items() if key in value}


def living(value: object, inside: Inside) -> object:
    """Leave out what is no longer there; keys stay keys."""
    if inside is None:
        return value
    if isinstance(value, list):
        return [living(item, inside) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: living(each, inside[key].inside) for key, each in value.items() if key in inside}


def holds(today: Mapping[str, Part], then: Mapping[str, Part]) -> bool:
    """Tell whether all that was inside is there today."""
    return all(key in today and _holds(today[key].inside, part.inside) for key, part in then.items())


def _holds(today: Inside, then: Inside) -> bool:
    return today is None or then is None or holds(today, then)


def joined(today: Part, then: Part) -> Part:
    """Add to a part what it had inside at another time; what it has today goes by today's names."""
    if today.inside is None or then.inside is None:
        return today
    inside = dict(today.inside)
    for key, part in then.inside.items():
        inside[key] = joined(inside[key], part) if key in inside else part
    return Part(name=today.name, inside=inside, personal=today.personal)


def field_name(field: str, part: Part) -> str:
    """Write a dotted field of the index, made of keys, by names; parts of a type (an amount) have no others."""
    names, inside = [part.name], part.inside
    for key in field.split(".")[1:]:
        found = inside.get(key) if inside is not None else None
        names.append(key if found is None else found.name)
        inside = None if found is None else found.inside
    return ".".join(names)
