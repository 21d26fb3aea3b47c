"""A class as JSON Schema (2020-12): what its instances' `data` may be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spice.application.ground.schemas import Schema
from spice.domain.ontology.compiled.classes import CompiledClass

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Mapping[str, Any] = {"type": "string"}
_TYPES: Mapping[str, Mapping[str, Any]] = {
    "xsd:boolean": {"type": "boolean"},
    "xsd:integer": {"type": "integer"},
    "xsd:long": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "xsd:int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "xsd:short": {"type": "integer", "minimum": -(2**15), "maximum": 2**15 - 1},
    "xsd:byte": {"type": "integer", "minimum": -128, "maximum": 127},
    "xsd:nonNegativeInteger": {"type": "integer", "minimum": 0},
    "xsd:positiveInteger": {"type": "integer", "minimum": 1},
    "xsd:nonPositiveInteger": {"type": "integer", "maximum": 0},
    "xsd:negativeInteger": {"type": "integer", "maximum": -1},
    "xsd:unsignedLong": {"type": "integer", "minimum": 0, "maximum": 2**64 - 1},
    "xsd:unsignedInt": {"type": "integer", "minimum": 0, "maximum": 2**32 - 1},
    "xsd:unsignedShort": {"type": "integer", "minimum": 0, "maximum": 2**16 - 1},
    "xsd:unsignedByte": {"type": "integer", "minimum": 0, "maximum": 255},
    "xsd:decimal": {"type": "number"},
    "xsd:float": {"type": "number"},
    "xsd:double": {"type": "number"},
    "xsd:date": {"type": "string", "format": "date"},
    "xsd:dateTime": {"type": "string", "format": "date-time"},
    "xsd:anyURI": {"type": "string", "format": "uri-reference"},
    "xsd:base64Binary": {"type": "string", "contentEncoding": "base64"},
    "EMAIL": {"type": "string", "format": "idn-email"},
    "COORDINATE": {
        "type": "object",
        "properties": {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lon": {"type": "number", "minimum": -180, "maximum": 180},
        },
        "required": ["lat", "lon"],
        "additionalProperties": False,
    },
    "MONEY": {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    },
}
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
    kind = str(spec.get("type"))
    written: dict[str, Any] = dict(_TYPES.get(kind, _TEXT))
    if kind == "ENUM":
        written["enum"] = [value["name"] if isinstance(value, Mapping) else value for value in spec.get("values", ())]
    elif kind == "ARRAY":
        items = spec.get("items")
        written = {"type": "array", "items": property_schema(items) if isinstance(items, Mapping) else True}
    elif kind == "OBJECT":
        written = _object(spec.get("properties"))
    for name, value in (spec.get("constraints") or {}).items():
        if name in _CONSTRAINTS and (name not in _ORDERED or written.get("type") in ("integer", "number")):
            written[_CONSTRAINTS[name]] = value
    if spec.get("unit"):
        written["x-unit"] = spec["unit"]
    return _described(written, spec)


def _object(parts: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    if not isinstance(parts, list):
        return {"type": "object"}
    return {
        "type": "object",
        "properties": {str(part["name"]): property_schema(part) for part in parts},
        "required": [str(part["name"]) for part in parts if part.get("required")],
        "additionalProperties": False,
    }


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
