"""What a class has, with what it inherits, as documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from spice.application.ground.schemas import Schema
from spice.domain.ontology.compiled.classes import CompiledClass


def members_of(schema: Schema, shape: CompiledClass) -> Mapping[str, Mapping[str, Any]]:
    """Give properties and relationships by their stable ids."""
    return {str(part["id"]): part for part in _parts(schema, shape.name)}


def with_inherited(schema: Schema, shape: CompiledClass) -> Mapping[str, Any]:
    """Give a class's document with the members that it inherits among its own."""
    members = list(_parts(schema, shape.name))
    own = {
        "properties": [each for each in members if "target" not in each],
        "relationships": [each for each in members if "target" in each],
    }
    return {**schema.documents[shape.id], **own}


def _parts(schema: Schema, name: str | None) -> Iterator[Mapping[str, Any]]:
    found = None if name is None else schema.ontology.by_name.get(name)
    if found is not None:
        document = schema.documents[found.id]
        yield from _parts(schema, document.get("parent"))
        yield from document.get("properties") or ()
        yield from document.get("relationships") or ()
