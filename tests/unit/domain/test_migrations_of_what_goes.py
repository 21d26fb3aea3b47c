"""A migration of what a change takes away, though the same change gives its name to something else."""

from typing import Any

import pytest

from spice.domain.ontology.documents import properties_of
from tests.unit.domain.builders import a_class, a_property, change
from tests.unit.domain.test_ontology_gate import DROPPED, PLACE


@pytest.mark.parametrize("called", ["name", "id"])
@pytest.mark.parametrize("answer", [{"op": "drop"}, {"op": "move", "to": "note"}])
def test_a_migration_names_what_goes_though_its_name_has_passed_on(answer: dict[str, Any], called: str) -> None:
    (place,) = (document for document in PLACE.values() if document["name"] == "Place")
    note = next(each for each in properties_of(place) if each["name"] == "note")
    another = {**DROPPED["patch"], "properties": [*DROPPED["patch"]["properties"], a_property("note")]}
    operations = DROPPED, {"op": "update", "name": "Place", "patch": another}

    outcome = change(
        PLACE, *operations, instances=3, migrations=[{**answer, "class": "Place", "property": note[called]}]
    )

    assert not outcome.problems, outcome.problems
    assert [each.property_id for each in outcome.migrations] == [note["id"]]


def test_a_migration_names_a_class_that_goes_though_its_name_has_passed_on() -> None:
    again = {"op": "create", "class": a_class("Other", a_property("note"))}

    outcome = change(
        PLACE, {"op": "delete", "name": "Other"}, again, instances=3, migrations=[{"op": "drop", "class": "Other"}]
    )

    assert not outcome.problems, outcome.problems
    assert [each.class_id in PLACE for each in outcome.migrations] == [True]
