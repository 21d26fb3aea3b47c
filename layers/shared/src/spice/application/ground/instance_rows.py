"""An instance as the contract writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET, Struct, UnsetType, field

from spice.application.ground.schemas import Schema
from spice.application.ground.times import written
from spice.domain.instance.model import Data
from spice.domain.personal import ERASED, LOST, Erased, Lost
from spice.messages.shapes import Time, Values, Version


class InstanceRow(Struct, frozen=True):
    """An instance, its data by property name."""

    class_: str = field(name="class")
    id: str
    version: Version
    data: Values
    created_at: Time
    updated_at: Time
    updated_by: str
    erased: Sequence[str] | UnsetType = UNSET
    """Properties whose values were erased: `data` has none of them."""
    lost: Sequence[str] | UnsetType = UNSET
    """Those whose values nobody can open any more, though nobody was erased: the database is a copy from before their
    keys were wrapped anew."""


class LinkedRow(Struct, frozen=True):
    """An instance as another leads to it; one that is named and not there is `missing`, without data."""

    class_: str = field(name="class")
    id: str
    version: Version | UnsetType = UNSET
    data: Values | UnsetType = UNSET
    created_at: Time | UnsetType = UNSET
    updated_at: Time | UnsetType = UNSET
    updated_by: str | UnsetType = UNSET
    erased: Sequence[str] | UnsetType = UNSET
    lost: Sequence[str] | UnsetType = UNSET
    missing: bool | UnsetType = UNSET
    expanded: Mapping[str, LinkedRow | Sequence[LinkedRow] | None] | UnsetType = UNSET


Expanded: TypeAlias = Mapping[str, LinkedRow | Sequence[LinkedRow] | None]
"""What an instance is linked to, by the names that were asked for; null: it names nothing."""


class ExpandedRow(InstanceRow, frozen=True):
    """An instance, with what it is linked to where that was asked for."""

    expanded: Expanded | UnsetType = UNSET


class InstanceParts(NamedTuple):
    """What InstanceRow and those that hold more begin with."""

    class_: str
    id: str
    version: int
    data: Data
    created_at: str
    updated_at: str
    updated_by: str
    erased: Sequence[str] | UnsetType
    lost: Sequence[str] | UnsetType


def named(schema: Schema, class_id: str, data: Data) -> Data:
    """Translate an instance's data to names, less what was erased or is lost."""
    shape = schema.ontology.by_id.get(class_id)
    if shape is None:
        return {}
    if shape.personal:
        data = {id_: value for id_, value in data.items() if value is not ERASED and value is not LOST}
    return shape.named(data)


def gone_in(schema: Schema, class_id: str, data: Data, how: Erased | Lost) -> list[str] | UnsetType:
    """Name the properties whose values were erased, or are lost; nothing where there are none."""
    shape = schema.ontology.by_id.get(class_id)
    if shape is None or not shape.personal:
        return UNSET
    return [shape.names[id_] for id_ in shape.personal if data.get(id_) is how] or UNSET


def instance_row(schema: Schema, instance: Any) -> InstanceRow:
    """Write an instance as API.md does."""
    return InstanceRow(*instance_parts(schema, instance))


def instance_parts(schema: Schema, instance: Any) -> InstanceParts:
    """Write the parts of an instance (or of a hit, which has the same fields)."""
    return InstanceParts(
        schema.class_name(instance.class_id),
        instance.id,
        instance.version,
        named(schema, instance.class_id, instance.data),
        written(instance.created_at),
        written(instance.updated_at),
        instance.updated_by,
        gone_in(schema, instance.class_id, instance.data, ERASED),
        gone_in(schema, instance.class_id, instance.data, LOST),
    )
