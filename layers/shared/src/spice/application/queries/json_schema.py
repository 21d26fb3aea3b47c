"""A class as JSON Schema (2020-12): what its instances' `data` may be."""

from collections.abc import Iterator, Mapping
from typing import Any

from spice.application.ground.schemas import Schema
from spice.domain.datatypes.registry import TYPES
from spice.domain.ontology.compiled.classes import CompiledClass

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONSTRAINTS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
    "unique_items": "uniqueItems",
    "enum": "enum",
    "format": "format",
}
_ORDERED = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")


def class_schema(schema: Schema, shape: CompiledClass) -> dict[str, Any]:
    """Write a class with what it inherits."""
    document = schema.documents[shape.id]
    parts = [*_inherited(schema, shape.id)]
    properties: dict[str, Any] = {}
    required: list[str] = []
    for part in parts:
        properties[str(part["name"])] = _relationship(part) if "target" in part else property_schema(part)
        if part.get("required"):
            required.append(str(part["name"]))
    written = {
        "$schema": DIALECT,
        "title": shape.name,
        "type": "object",
        "properties": properties,
        "required": sorted(dict.fromkeys(required)),
        "additionalProperties": False,
    }
    return _described(written, document)


def ontology_schema(schema: Schema) -> dict[str, Any]:
    """Write every class under `$defs`."""
    classes = {shape.name: class_schema(schema, shape) for shape in schema.ontology.by_id.values()}
    return {"$schema": DIALECT, "$defs": classes}


def property_schema(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Write a property: its type, its constraints, its items or parts."""
    told = TYPES[str(spec["type"])].json_schema
    written = dict(told(spec, property_schema) if callable(told) else told)
    for name, value in (spec.get("constraints") or {}).items():
        if name in _CONSTRAINTS and (name not in _ORDERED or written.get("type") in ("integer", "number")):
            written[_CONSTRAINTS[name]] = value
    if spec.get("unit"):
        written["x-unit"] = spec["unit"]
    return _described(written, spec)


def _relationship(part: Mapping[str, Any]) -> dict[str, Any]:
    target = {"type": "string", "minLength": 1, "maxLength": 512, "x-target": part["target"]}
    many = str(part.get("cardinality", "")).endswith("to_many")
    return _described({"type": "array", "items": target} if many else target, part)


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
