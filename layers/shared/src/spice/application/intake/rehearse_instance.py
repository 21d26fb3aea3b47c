"""What an instance command would do, were it carried out now."""

from dataclasses import replace
from typing import TypeAlias, cast

from msgspec import structs

from spice.application.ground.differences import Change, differences
from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.instance_rows import InstanceRow, instance_row, named
from spice.application.ground.rehearsed import Rehearsed
from spice.application.ground.unsealing import Ring
from spice.application.intake.command import Caller, CommandDraft
from spice.application.intake.consequences import Referrers, consequences
from spice.domain.instance.model import DeleteInstance, Instance, InstanceCommand
from spice.domain.instance_rules import decide, following
from spice.ports.instance_reader import InstanceReader

WouldBe: TypeAlias = Rehearsed[InstanceRow, Change]


def rehearse_instance(
    reader: InstanceReader, referrers: Referrers, ring: Ring, asking: Caller, place: InstanceRef, draft: CommandDraft
) -> WouldBe:
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
    current, after = _told(ring, place, draft, current), _told(ring, place, draft, after)
    before_data = {} if current is None else named(place.schema, current.class_id, current.data)
    after_data = {} if after is None else named(place.schema, after.class_id, after.data)
    would = Rehearsed(
        type=type(command).__name__,
        changed=bool(events),
        result=None if after is None else instance_row(place.schema, after),
        diff=list(differences(before_data, after_data)),
    )
    if not isinstance(command, DeleteInstance) or held is None:
        return would
    found, more = consequences(referrers, place.schema.ontology, place.database.uuid, place.shape.root_id, held)
    return structs.replace(would, consequences=found, more_consequences=more)


def _told(ring: Ring, place: InstanceRef, draft: CommandDraft, state: Instance | None) -> Instance | None:
    """Open a state for who asks. What the draft seals was sealed for this alone: it is shown as it was given."""
    if state is None or state.deleted:
        return None
    given = {id_: value for id_, value in draft.unsealed.items() if state.data.get(id_) == draft.sealed.get(id_)}
    (opened,) = ring.opened(place.schema, [replace(state, data={**state.data, **dict.fromkeys(given)})])
    return replace(opened, data={**opened.data, **given})
