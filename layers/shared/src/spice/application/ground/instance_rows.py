"""An instance as the contract writes it."""

from collections.abc import Mapping
from typing import Any

from spice.application.ground.schemas import Schema
from spice.application.ground.times import written
from spice.domain.instance.model import Data


def named(schema: Schema, class_id: str, data: Mapping[str, object]) -> Data:
    """Translate an instance's data to names."""
    shape = schema.ontology.by_id.get(class_id)
    return {} if shape is None else shape.named(data)


def instance_row(schema: Schema, instance: Any) -> dict[str, object]:
    """Write an instance (or a hit, which has the same fields) as API.md does."""
    return {
        "class": schema.class_name(instance.class_id),
        "id": instance.id,
        "version": instance.version,
        "data": named(schema, instance.class_id, instance.data),
        "created_at": written(instance.created_at),
        "updated_at": written(instance.updated_at),
        "updated_by": instance.updated_by,
    }
