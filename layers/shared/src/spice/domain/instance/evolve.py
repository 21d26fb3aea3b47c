"""State is a fold: the next state of an instance after an event. Refuses nothing."""

from datetime import datetime

from spice.domain.instance.model import Data, Instance, InstanceCreated, InstanceDeleted, InstanceEvent


def evolve(
    instance: Instance | None, event: InstanceEvent, *, id: str, version: int, at: datetime, actor: str
) -> Instance:
    """Apply an event."""
    if isinstance(event, InstanceCreated):
        data, began = event.data, (at, actor)
    else:
        data = _after(instance, event)
        began = (at, actor) if instance is None else (instance.created_at, instance.created_by)
    return Instance(
        class_id=event.class_id,
        id=id,
        version=version,
        data=data,
        created_at=began[0],
        created_by=began[1],
        updated_at=at,
        updated_by=actor,
        deleted=isinstance(event, InstanceDeleted),
    )


def _after(instance: Instance | None, event: InstanceEvent) -> Data:
    if isinstance(event, InstanceDeleted):
        return {}
    before: Data = {} if instance is None else instance.data
    if isinstance(event, InstanceCreated):
        return event.data
    data = {**before, **event.set}
    for name in event.unset:
        data.pop(name, None)
    return data
