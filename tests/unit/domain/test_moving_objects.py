"""An object that moves to another property arrives by the names of its parts."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from spice.domain.instance.model import Instance, InstanceUpdated
from spice.domain.instance_migration import migrate
from spice.domain.ontology.compiled.ontology import Ontology
from tests.unit.domain.builders import Documents, a_class, a_property, change, documents_of
from tests.unit.domain.shops import named, result

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def parts_of(owner: Mapping[str, object]) -> list[dict[str, object]]:
    found = owner["properties"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("parts", [{"properties": [a_property("road")]}, {}])
def test_an_object_moves_by_the_names_of_its_parts(parts: dict[str, object]) -> None:
    place = a_class("Place", a_property("about", "OBJECT", properties=[a_property("street")]))
    before: Documents = documents_of(place)
    about = parts_of(named(before, "Place"))[0]
    (street,) = parts_of(about)
    renamed = {**about, "properties": [{**street, "name": "road"}]}
    before = result(change(before, {"op": "update", "name": "Place", "patch": {"properties": [renamed]}}), before)
    taken = {"op": "update", "name": "Place", "patch": {"properties": [a_property("where", "OBJECT", **parts)]}}
    move = {"op": "move", "class": "Place", "property": "about", "to": "where"}

    outcome = change(before, taken, instances=1, migrations=[move])
    assert not outcome.problems, outcome.problems
    ontology = Ontology.compile(None, result(outcome, before).values())
    (migration,), (shape,) = outcome.migrations, ontology.by_id.values()
    data: dict[str, object] = {str(about["id"]): {str(street["id"]): "Main Street"}}
    held = Instance(
        class_id=shape.id, id="a", version=1, data=data, created_at=NOW, created_by="x", updated_at=NOW, updated_by="x"
    )
    meant = migration.kept()["meant"]
    assert isinstance(meant, dict)
    (event,) = migrate(held, [{**meant, "op": "move"}], ontology)

    assert isinstance(event, InstanceUpdated)
    assert shape.named(event.set) == {"where": {"road": "Main Street"}}
