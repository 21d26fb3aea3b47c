"""What a compiled class is made of."""

from dataclasses import dataclass

from spice.domain.datatypes.checking import Check
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.datatypes.parts import Inside

ID = "id"
"""What stands for a type where a field holds ids of instances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """How a field is searched, and the type its values are of (`MONEY.currency`: of a part)."""

    kind: FieldKind
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A relationship with what its target is today."""

    id: str
    name: str
    target: str
    """Name of the target class."""
    target_root: str
    """Stable id of the root of the target's hierarchy."""
    many: bool
    required: bool
    on_missing: str
    on_delete: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A property or relationship: how its value is checked, alone and as a merge patch."""

    id: str
    name: str
    check: Check
    patch: Check
    required: bool = False
    inside: Inside = None
    default: object = None
    """In normal form; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a class stands in its hierarchy. `family`: stable ids of the class and all its subclasses."""

    id: str
    name: str
    root_id: str
    abstract: bool
    family: tuple[str, ...]
