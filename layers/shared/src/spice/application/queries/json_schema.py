"""A class as JSON Schema (2020-12): what its instances' `data` may be."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from spice.application.ground.schemas import Schema
from spice.application.queries.schema_words import constrained
from spice.domain.datatypes.registry import TYPES
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.documents import is_to_many

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = {
    "type": "string",
    "minLength": 1,
    "maxLength": 512,
    "pattern": r"^(?!\.{1,2}$)[^\u0000-\u001f\u007f-\u009f/?#%\\]+$",
}


def class_schema(schema: Schema, shape: CompiledClass) -> dict[str, Any]:
    """Write a class with what it inherits, as a whole write may have it: what a default fills in may be left out."""
    document = schema.documents[shape.id]
    parts = _inherited(schema, shape.id)
    needed = {shape.names[id_] for id_ in shape.required}
    properties = {
        str(part["name"]): _relationship(part, needed) if "target" in part else property_schema(part) for part in parts
    }
    written = {
        "$schema": DIALECT,
        "title": shape.name,
        "type": "object",
        "properties": properties,
        "required": sorted(needed),
        "additionalProperties": False,
    }
    return _described(written, document)


def ontology_schema(schema: Schema) -> dict[str, Any]:
    """Write every class under `$defs`."""
    classes = {shape.name: class_schema(schema, shape) for shape in schema.ontology.by_id.values()}
    return {"$schema": DIALECT, "$defs": classes}


def property_schema(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Write a property: its type, its constraints, its items or parts."""
    kind = TYPES[str(spec["type"])]
    told = kind.json_schema
    written = dict(told(spec, property_schema) if callable(told) else told)
    written = constrained(written, spec.get("constraints") or {}, octets=kind.kind == "octets")
    if "default" in spec:
        written["default"] = spec["default"]
    if spec.get("unit"):
        written["x-unit"] = spec["unit"]
    return _described(written, spec)


def _relationship(part: Mapping[str, Any], needed: Collection[str]) -> dict[str, Any]:
    target = {**_ID, "x-target": part["target"]}
    if not is_to_many(part["cardinality"]):
        return _described(target, part)
    some = {"minItems": 1} if part["name"] in needed else {}
    return _described({"type": "array", "items": target, "uniqueItems": True, **some}, part)


def parent_of(schema: Schema, class_id: str) -> str | None:
    """Find the stable id of a class's parent."""
    parent = schema.ontology.by_name.get(str(schema.documents[class_id].get("parent")))
    return None if parent is None else parent.id


def _inherited(schema: Schema, class_id: str) -> Iterator[Mapping[str, Any]]:
    if (parent := parent_of(schema, class_id)) is not None:
        yield from _inherited(schema, parent)
    yield from schema.documents[class_id].get("properties") or ()
    yield from schema.documents[class_id].get("relationships") or ()


def _described(written: dict[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    for key, name in (("label", "title"), ("description", "description")):
        text = spec.get(key)
        if isinstance(text, Mapping) and text:
            text = text.get("en") or next(iter(text.values()))
        if isinstance(text, str) and text:
            written.setdefault(name, text)
    return written
