"""Events of instances as lines of a segment."""

from spice.domain.instance.model import Instance, InstanceCreated, InstanceDeleted, InstanceEvent
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.messages.segment import Line


def line_of(
    event: InstanceEvent, shape: CompiledClass, identity: str, version: int, before: Instance | None = None
) -> Line:
    """Write an event that brings an instance to a version; `before`: what its id names in the log until then."""
    root = shape.root_id if shape.root_id != event.class_id else None
    if isinstance(event, InstanceCreated):
        return Line(
            type="InstanceCreated",
            version=version,
            class_id=event.class_id,
            root=root,
            replaces=before.class_id if before is not None and not before.deleted else None,
            id=identity,
            data=event.data,
        )
    if isinstance(event, InstanceDeleted):
        return Line(type="InstanceDeleted", version=version, class_id=event.class_id, root=root, id=identity)
    return Line(
        type="InstanceUpdated",
        version=version,
        class_id=event.class_id,
        root=root,
        id=identity,
        set=event.set or None,
        unset=list(event.unset) or None,
    )
