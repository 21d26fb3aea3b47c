"""An ontology that gives relationships another meaning, or has one again: whom instances name is indexed again."""

from typing import Any

import pytest

from spice.application.upkeep import index_references
from spice.messages.work import IndexReferences
from tests.flow.conftest import AIR, Air, Killed
from tests.flow.projecting.test_rebuild import rebuild
from tests.flow.projecting.test_references import delete
from tests.flow.projecting.test_revivals import head, roll_back
from tests.flow.test_migrations import dying, until_killed

CHANGES = "/database/air/ontology/changes"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twins do nothing while maintenance waits."""
    monkeypatch.setattr("functions.workers.maintenance.WAIT_SECONDS", 0.0)


def change(air: Air, *changes: dict[str, Any], waive: tuple[str, ...] = ()) -> None:
    waived = [{"path": path, "reason": "seen"} for path in waive]
    done = air.write("POST", CHANGES, {"message": "m", "changes": [*changes], "waive": waived})
    assert done.data["state"] == "COMPLETED", done.body


def create(name: str, *relationships: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"op": "create", "class": {"name": name, "relationships": [*relationships], **more}}


def update(name: str, **patch: Any) -> dict[str, Any]:
    return {"op": "update", "name": name, "patch": patch}


def to(target: str, **facets: Any) -> dict[str, Any]:
    return {"name": "to", "target": target, **facets}


def asked(air: Air) -> list[str]:
    return [job.name for job in air.platform.ports.jobs.unfinished() if isinstance(job.work, IndexReferences)]


def indexed(air: Air) -> None:
    assert len(asked(air)) == 1
    for _ in range(10):
        air.platform.maintain()
        air.platform.settle()
    assert asked(air) == []


def test_a_class_that_moves_into_another_hierarchy_is_guarded_there(air: Air) -> None:
    change(
        air, create("Old"), create("New"), create("Port", parent="Old"), create("Leg", to("Port", on_delete="refuse"))
    )
    air.put("Leg", "1", to="p")

    change(air, update("Port", parent="New"))
    indexed(air)
    air.put("Port", "p")

    assert delete(air, "Port", "p") == ["referenced"]


def test_a_relationship_that_comes_back_guards_what_was_written_meanwhile(air: Air) -> None:
    note = {"name": "note", "type": "xsd:string"}
    change(air, create("Port"), create("Leg", to("Port", on_delete="refuse"), properties=[note]))
    air.put("Port", "p")
    air.put("Leg", "1", to="p")
    before = head(air)
    change(air, update("Leg", relationships=[]), waive=("/Leg/relationships/to",))
    air.write("PATCH", f"{AIR}/Leg/1", {"data": {"note": "written"}})

    roll_back(air, before)
    indexed(air)

    assert air.get("Leg", "1") == {"to": "p", "note": "written"}
    assert delete(air, "Port", "p") == ["referenced"]


def test_a_target_that_is_named_once_from_now_on_is_held_by_who_names_it_already(air: Air) -> None:
    change(air, create("Port"), create("Leg", to("Port", cardinality="many_to_one")))
    air.put("Port", "p")
    air.put("Leg", "1", to="p")

    once = update("Leg", relationships=[to("Port", cardinality="one_to_one")])
    relationship = air.client.get("/database/air/ontology/Leg").data["relationships"][0]
    once["patch"]["relationships"][0]["id"] = relationship["id"]
    change(air, once, waive=("/Leg/relationships/to/cardinality",))
    indexed(air)

    refused = air.put("Leg", "2", to="p").data
    assert [error["code"] for error in refused["errors"]] == ["constraint_violated"]


def other_target(air: Air) -> None:
    relationship = air.client.get("/database/air/ontology/Leg").data["relationships"][0]
    led = update("Leg", relationships=[{**relationship, "target": "Dock"}])
    change(air, led, waive=("/Leg/relationships/to/target",))


@pytest.fixture
def legs(air: Air) -> Air:
    change(air, create("Port"), create("Dock"), create("Leg", to("Port", on_delete="refuse")))
    for name in ("p", "q"):
        air.put("Dock", name)
        air.put("Leg", name, to=name)
    return air


def test_another_target_is_guarded_from_then_on(legs: Air) -> None:
    other_target(legs)
    indexed(legs)

    assert delete(legs, "Dock", "p") == ["referenced"]


@pytest.mark.parametrize("point", ["references.after_keep", "references.after_page"])
def test_a_death_on_the_way_loses_nothing(legs: Air, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_references, "PAGE", 1)
    other_target(legs)
    deaths = iter(range(1))
    dying(legs, lambda at: at == point and next(deaths, None) is not None)

    with pytest.raises(Killed):
        until_killed(legs)
    indexed(legs)

    assert [delete(legs, "Dock", name) for name in ("p", "q")] == [["referenced"]] * 2


def test_an_index_that_is_made_again_goes_by_the_ontology_of_today(legs: Air) -> None:
    other_target(legs)

    rebuild(legs, "index")

    assert delete(legs, "Dock", "p") == ["referenced"]


def test_what_names_nothing_new_asks_for_nothing(legs: Air) -> None:
    change(legs, create("Other", to("Port")), update("Leg", label={"en": "A leg"}))

    assert asked(legs) == []
