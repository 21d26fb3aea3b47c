"""The types a property may have, as `GET /types` tells of them."""

from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.registry import TYPES


def list_types() -> list[dict[str, object]]:
    """List every type with its constraints, accepted spellings, normal form and examples."""
    return [_row(kind) for kind in TYPES.values()]


def _row(kind: DataType) -> dict[str, object]:
    return {
        "name": kind.name,
        "description": kind.description,
        "accepts": list(kind.accepts),
        "normal_form": kind.normal_form,
        "examples": list(kind.examples),
        "constraints": {name: constraint.meaning for name, constraint in kind.constraints.items()},
        "searched_as": kind.kind,
        "parts": dict(kind.parts),
        "keyable": kind.keyable,
    }
