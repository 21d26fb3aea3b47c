"""What is gone is called by the name it had, never by an internal id."""

import re

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.imports.importing import IMPORTS, ended
from tests.flow.test_dropped import add, change, delete_class, drop, planes

__all__ = ["planes"]
INTERNAL = re.compile(r"\b(jet|plane|solo)_[0-9a-f]{6}\b")
SOLO = {"name": "Solo", "properties": [{"name": "n", "type": "xsd:string"}]}


@pytest.fixture
def solos(air: Air) -> Air:
    change(air, {"op": "create", "class": SOLO})
    return air


def test_a_batch_that_failed_and_its_undo_name_a_class_that_is_gone(solos: Air) -> None:
    line = {"op": "create", "class": "Solo", "id": "s", "data": {"n": "1"}}
    done = solos.client.post(f"{AIR}/bulk", {"instances": [line]}).data["batch_id"]
    solos.platform.settle()
    failed = solos.client.post(f"{AIR}/bulk", {"instances": [line]}).data["batch_id"]
    solos.platform.settle()
    delete_class(solos, "Solo")

    (failure,) = solos.client.get(f"/database/air/batches/{failed}").data["failures"]
    undone = solos.client.post(f"/database/air/batches/{done}/undo", {})
    audit = solos.client.get("/database/air/audit?state=FAILED")

    assert failure["class"] == "Solo"
    assert "class Solo does not exist any more" in undone.body.decode()
    assert [entry["class"] for entry in audit.data if "class" in entry] == ["Solo"]
    assert not INTERNAL.search(f"{undone.body!r} {audit.body!r}")


def test_a_batch_that_failed_names_the_class_of_each_line_and_not_the_root(planes: Air) -> None:
    lines = [{"op": "create", "class": name, "id": "p", "data": {"k": "1"}} for name in ("Jet", "Plane")]
    lines += [{"op": "update", "class": "Jet", "id": "p", "data": {"k": "2"}}]
    batch = planes.client.post(f"{AIR}/bulk", {"instances": lines}).data["batch_id"]
    planes.platform.settle()

    def told() -> list[tuple[str, str]]:
        failures = planes.client.get(f"/database/air/batches/{batch}").data["failures"]
        return [(each["class"], each["id"]) for each in failures]

    before = told()
    delete_class(planes, "Jet")

    assert before == told() == [("Jet", "p"), ("Plane", "p"), ("Jet", "p")]


def test_a_command_names_the_class_of_its_instance_though_that_is_gone(solos: Air) -> None:
    put = solos.put("Solo", "s", n="1")
    delete_class(solos, "Solo")

    told = solos.client.get(f"/commands/{put.data['command_id']}").data["result"]
    (listed,) = solos.client.get("/commands?database=air&type=PutInstance").data

    assert told["class"] == listed["result"]["class"] == "Solo"


def test_lineage_gives_the_name_to_the_property_that_lives(planes: Air) -> None:
    drop(planes, "v")
    add(planes, "v")
    planes.write("PATCH", f"{AIR}/Plane/p", {"data": {"v": "newword"}})

    past = planes.client.get(f"{AIR}/Plane/p/lineage").data["properties"]

    assert [entry["after"] for entry in past["v"]] == ["newword"]


def test_an_import_names_the_class_and_the_properties_that_are_gone(planes: Air) -> None:
    table = {"columns": ["vee", "kay"], "rows": [["1", "2"]]}
    mapping = {"vee": "v", "kay": "k"}
    planes.client.post(IMPORTS, {"source": table, "class": "Plane", "mapping": mapping})
    drop(planes, "v")

    assert planes.client.get(IMPORTS).data[0]["mapping"] == mapping
    delete_class(planes, "Jet", "Plane")

    (told,) = planes.client.get(IMPORTS).data
    one = planes.client.get(f"{IMPORTS}/{told['import_id']}").data
    assert (told["class"], told["mapping"]) == (one["class"], one["mapping"]) == ("Plane", mapping)


def test_an_import_into_a_class_that_is_gone_fails_by_its_name(solos: Air) -> None:
    table = {"columns": ["n"], "rows": [["1"]]}
    begun = solos.client.post(IMPORTS, {"source": table, "class": "Solo", "mapping": {"n": "n"}})
    delete_class(solos, "Solo")

    told = ended(solos, begun)

    assert (told["state"], told["class"], told["errors"][0]["code"]) == ("FAILED", "Solo", "unknown_class")
    assert not INTERNAL.search(str(told))
