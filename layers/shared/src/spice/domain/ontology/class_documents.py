"""A class as a client writes it -> in normal form; every problem is told."""

from collections.abc import Callable, Mapping

from spice.domain.hints import pointer
from spice.domain.ontology.property_documents import read_property
from spice.domain.ontology.reading import Reading
from spice.domain.spelling import spelled

CARDINALITIES = ("many_to_one", "one_to_one", "one_to_many", "many_to_many")
_CLASS = ("id", "name", "label", "description", "parent", "abstract", "key", "properties", "relationships")
_RELATIONSHIP = (
    *("id", "name", "label", "description", "target", "cardinality"),
    *("required", "inverse", "on_missing", "on_delete"),
)
_Read = Callable[[Reading, object, str], dict[str, object] | None]


def read_class(reading: Reading, raw: object, path: str) -> dict[str, object] | None:
    """Read a class; None when it has no name to go by. Ids are as they were given."""
    found = reading.fields(raw, path, _CLASS, "a class")
    name = reading.name(found, path, "a class") if isinstance(raw, dict) else None
    read = reading.id(found, path)
    read["name"] = name
    for field in ("label", "description"):
        if (label := reading.label(found, field, path)) is not None:
            read[field] = label
    read["parent"] = reading.name(found, path, "the parent", field="parent") if "parent" in found else None
    read["abstract"] = reading.flag(found, "abstract", path)
    read["key"] = _key(reading, found, path)
    taken: set[str] = set()
    read["properties"] = _all(reading, found, "properties", path, read_property, taken)
    read["relationships"] = _all(reading, found, "relationships", path, _relationship, taken)
    return read if name else None


def _key(reading: Reading, raw: Mapping[str, object], path: str) -> list[str]:
    key: list[str] = []
    for index, name in enumerate(reading.listed(raw, "key", path)):
        if not isinstance(name, str):
            reading.fault("wrong_type", "a key lists names of properties", pointer(path, "key", index), value=name)
        elif spelled(name) in key:
            reading.fault("constraint_violated", f"the key names '{name}' twice", pointer(path, "key", index))
        else:
            key.append(spelled(name))
    return key


def _all(
    reading: Reading, raw: Mapping[str, object], field: str, path: str, read: _Read, taken: set[str]
) -> list[dict[str, object]]:
    found = []
    for index, part in enumerate(reading.listed(raw, field, path)):
        at = pointer(path, field, index)
        document = read(reading, part, at)
        if document is None:
            continue
        name = str(document["name"])
        if name in taken:
            reading.fault("constraint_violated", f"the class names '{name}' twice", f"{at}/name", value=name)
        taken.add(name)
        found.append(document)
    return found


def _relationship(reading: Reading, raw: object, path: str) -> dict[str, object] | None:
    found = reading.fields(raw, path, _RELATIONSHIP, "a relationship")
    name = reading.name(found, path, "a relationship") if isinstance(raw, dict) else None
    target = reading.name(found, path, "a relationship", field="target") if isinstance(raw, dict) else None
    read = reading.id(found, path)
    read |= {
        "name": name,
        "target": target,
        "cardinality": reading.choice(found, "cardinality", path, CARDINALITIES, "many_to_one"),
        "required": reading.flag(found, "required", path),
        "on_missing": reading.choice(found, "on_missing", path, ("allow", "refuse"), "allow"),
        "on_delete": reading.choice(found, "on_delete", path, ("refuse", "detach", "cascade"), "refuse"),
    }
    optional = {
        "inverse": reading.name(found, path, "the inverse", field="inverse") if "inverse" in found else None,
        "label": reading.label(found, "label", path),
        "description": reading.label(found, "description", path),
    }
    read.update((field, value) for field, value in optional.items() if value is not None)
    return read if name and target else None
