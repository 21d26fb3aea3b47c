"""What two branches added by one name is one thing, however their merges cross: nobody's is dropped in silence."""

from typing import Any

import pytest

from tests.flow.branches.branching import add, branch, describe, done, merge, preview, read
from tests.flow.conftest import Air
from tests.flow.projecting.test_rebuild import rebuild


def gate(air: Air, on: str = "main") -> dict[str, Any] | None:
    properties = read(air, f"/ontology/Airport?branch={on}")["properties"]
    return next((each for each in properties if each["name"] == "door"), None)


@pytest.fixture
def crossed(air: Air) -> Air:
    """f1 and f2 both add a property; f2 comes to f1, then to main."""
    for name in ("f1", "f2"):
        branch(air, name)
        add(air, "Airport", name, name="door", type="xsd:string")
    merge(air, "f2", "f1")
    merge(air, "f2")
    return air


def test_what_main_has_by_now_is_what_both_added(crossed: Air) -> None:
    before = gate(crossed)
    crossed.put("Airport", "EWR", code="EWR", door="A1")

    plan = preview(crossed, "f1")
    describe(crossed, "Airport", "f1", label={"en": "Airport"})
    merge(crossed, "f1")

    assert (plan["changes"], plan["conflicts"], plan["problems"]) == ([], [], [])
    assert gate(crossed) == before is not None
    assert crossed.get("Airport", "EWR") == {"code": "EWR", "door": "A1"}


def test_a_branch_that_is_brought_up_to_date_has_it_once(crossed: Air) -> None:
    merge(crossed, "main", "f1")

    assert gate(crossed, "f1") == gate(crossed)


def test_what_one_of_them_changes_later_reaches_both(crossed: Air) -> None:
    properties = read(crossed, "/ontology/Airport?branch=f1")["properties"]
    named = [{**each, "label": {"en": "Door"}} if each["name"] == "door" else each for each in properties]
    describe(crossed, "Airport", "f1", properties=named)
    main = gate(crossed)

    merge(crossed, "f1")

    assert main is not None
    assert gate(crossed) == {**main, "label": {"en": "Door"}}


def test_classes_are_joined_as_well_and_an_index_made_again_knows_it(air: Air) -> None:
    for name in ("f1", "f2"):
        branch(air, name)
        done(air, "POST", f"/ontology?branch={name}", {"name": "Port"})
        done(
            air,
            "POST",
            f"/ontology?branch={name}",
            {"name": "Dock", "relationships": [{"name": "at", "target": "Port"}]},
        )
    merge(air, "f2", "f1")
    merge(air, "f2")
    before = [read(air, f"/ontology/{name}") for name in ("Port", "Dock")]
    rebuild(air, "index")

    assert preview(air, "f1")["changes"] == []
    merge(air, "f1")

    assert [read(air, f"/ontology/{name}") for name in ("Port", "Dock")] == before


def test_what_was_dropped_and_made_again_is_another_one_still(air: Air) -> None:
    add(air, "Airport", name="door", type="xsd:string")
    branch(air, "f")
    held = read(air, "/ontology/Airport?branch=f")["properties"]
    describe(air, "Airport", "f", properties=[each for each in held if each["name"] != "door"])
    add(air, "Airport", "f", name="door", type="xsd:string")
    made = gate(air, "f")

    merge(air, "f")

    assert gate(air) == made
