"""What an instance command would do, were it carried out now."""

from typing import cast

from spice.application.ground.differences import differences
from spice.application.ground.instance_rows import instance_row, named
from spice.application.intake.command import Asking, Draft
from spice.application.intake.instance import Place
from spice.domain.instance.model import InstanceCommand
from spice.domain.instance_rules import decide, following
from spice.ports.instance_reader import InstanceReader


def rehearse_instance(reader: InstanceReader, asking: Asking, place: Place, draft: Draft) -> dict[str, object]:
    """Decide against the current state; refuses what the worker would refuse, changes nothing."""
    command = cast(InstanceCommand, draft.payload)
    held = reader.instance(place.database.uuid, place.shape.root_id, place.id)
    current = place.schema.ontology.living(held)
    shape = place.schema.ontology.by_id.get(command.class_id, place.shape)
    events = decide(
        current, command, shape, expected_version=draft.expected_version, must_be_absent=draft.must_be_absent
    )
    after = current
    for event in events:
        after = following(after, event, id=place.id, at=asking.at, actor=asking.actor)
    before_data = named(place.schema, current.class_id, current.data) if current and not current.deleted else {}
    after_data = named(place.schema, after.class_id, after.data) if after and not after.deleted else {}
    return {
        "type": type(command).__name__,
        "changed": bool(events),
        "result": instance_row(place.schema, after) if after and not after.deleted else None,
        "diff": list(differences(before_data, after_data)),
    }
