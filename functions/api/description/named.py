"""Schemas that no type has: a nested filter, an operation of a change, a line of a bulk request, the user's values."""

from typing import Any

from functions.api.queries.bodies import FILTER


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation(word: str, required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    properties = {"op": {"type": "string", "const": word}, **required, **optional}
    return {"type": "object", "properties": properties, "required": ["op", *required], "additionalProperties": False}


_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 128}
SCHEMAS: dict[str, Any] = {
    "Filter": FILTER,
    "Operation": {
        "description": "An operation of a change of the ontology.",
        "oneOf": [
            _operation("create", {"class": _ref("ClassBody")}),
            _operation("adopt", {"class": _ref("ClassBody")}),
            _operation("replace", {"name": _NAME, "class": _ref("ClassBody")}),
            _operation("update", {"name": _NAME, "patch": _ref("ClassBody")}),
            _operation("rename", {"class": _NAME, "to": _NAME}, property=_NAME),
            _operation("delete", {"name": _NAME}),
        ],
    },
    "Migration": {
        "type": "object",
        "description": "What becomes of values that a change concerns.",
        "properties": {
            "op": {"type": "string", "enum": ["default", "convert", "drop", "move"]},
            "class": _NAME,
            "property": {**_NAME, "description": "Left out where a class that is deleted takes all it has along."},
            "value": {**_ref("Value"), "description": "default: what fills in; else the property's own default."},
            "to": {**_NAME, "description": "move: the property that gets the value; else the one of the same name."},
            "to_class": {**_NAME, "description": "move: its class, where that is another one of the hierarchy."},
        },
        "required": ["op", "class"],
        "additionalProperties": False,
    },
    "Waiver": {
        "type": "object",
        "description": "A breaking change that is accepted, and why.",
        "properties": {"path": {"type": "string"}, "reason": {"type": "string"}},
        "required": ["path", "reason"],
        "additionalProperties": False,
    },
    "Line": {
        "type": "object",
        "description": "A line of a bulk request; `meta` is an export's own, and not read.",
        "properties": {
            "class": _NAME,
            "id": {"type": "string", "minLength": 1, "maxLength": 512},
            "data": {"type": "object", "additionalProperties": _ref("Value")},
            "op": {"type": "string", "enum": ["create", "update", "upsert", "delete"]},
            "reason": {"type": "string"},
            "occurred_at": {"type": "string", "format": "date-time"},
            "if_version": {"type": "integer", "minimum": 1},
            "meta": _ref("Value"),
        },
        "additionalProperties": False,
    },
    "Value": {
        "description": "A value of the user's own: what it is, the type of its property tells.",
        "anyOf": [
            {"type": ["string", "number", "boolean", "null"]},
            # Without items: generators of clients cannot say that a list may hold what it is in.
            {"type": "array"},
            {"type": "object", "additionalProperties": _ref("Value")},
        ],
    },
}
