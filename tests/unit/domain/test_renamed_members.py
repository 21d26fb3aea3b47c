"""A member of an ENUM that is renamed takes the values along that are converted."""

import pytest

from spice.domain.instance.model import Instance, InstanceUpdated
from spice.domain.instance_migration import migrate
from spice.domain.ontology.compiled.ontology import Ontology
from tests.unit.domain.builders import Documents, a_class, change, documents_of
from tests.unit.domain.shops import named, result
from tests.unit.domain.test_moving_objects import NOW, parts_of


@pytest.mark.parametrize("listed", [False, True])
def test_values_of_a_renamed_member_are_converted_by_its_id(listed: bool) -> None:
    spec: dict[str, object] = {"type": "ENUM", "values": ["new", "old"]}
    kind: dict[str, object] = {"name": "state", **({"type": "ARRAY", "items": spec} if listed else spec)}
    before: Documents = documents_of(a_class("Place", kind))
    (state,) = parts_of(named(before, "Place"))
    holder = state["items"] if listed else state
    assert isinstance(holder, dict)
    members = {**holder, "values": [{**holder["values"][0], "name": "fresh"}, holder["values"][1]]}
    renamed = {**state, "items": members} if listed else members
    update = {"op": "update", "name": "Place", "patch": {"properties": [renamed]}}

    outcome = change(before, update, instances=1, migrations=[{"op": "convert", "class": "Place", "property": "state"}])
    assert not outcome.problems, outcome.problems
    ontology = Ontology.compile(None, result(outcome, before).values())
    (migration,), (shape,) = outcome.migrations, ontology.by_id.values()
    data: dict[str, object] = {str(state["id"]): ["new", "old"] if listed else "new"}
    held = Instance(
        class_id=shape.id, id="a", version=1, data=data, created_at=NOW, created_by="x", updated_at=NOW, updated_by="x"
    )
    meant = migration.kept()["meant"]
    assert isinstance(meant, dict)
    (event,) = migrate(held, [{**meant, "op": "convert"}], ontology)

    assert isinstance(event, InstanceUpdated)
    assert shape.named(event.set) == {"state": ["fresh", "old"] if listed else "fresh"}
