"""The types a property may have, as `GET /types` tells of them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.registry import TYPES
from spice.messages.shapes import Value


class TypeRow(Struct, frozen=True):
    """A type a property may have."""

    name: str
    description: str
    accepts: Sequence[str]
    normal_form: str
    examples: Sequence[Value]
    constraints: Mapping[str, str]
    searched_as: str | None
    """None: not at all, or by its parts."""
    parts: Mapping[str, str]
    keyable: bool


def list_types() -> list[TypeRow]:
    """List every type with its constraints, accepted spellings, normal form and examples."""
    return [_row(kind) for kind in TYPES.values()]


def _row(kind: DataType) -> TypeRow:
    return TypeRow(
        name=kind.name,
        description=kind.description,
        accepts=kind.accepts,
        normal_form=kind.normal_form,
        examples=kind.examples,
        constraints={name: constraint.meaning for name, constraint in kind.constraints.items()},
        searched_as=kind.kind,
        parts=kind.parts,
        keyable=kind.keyable,
    )
