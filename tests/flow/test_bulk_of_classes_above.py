"""Lines of a bulk request that name a class above that of the instance: they do what PUT and PATCH do."""

from typing import Any

import pytest

from tests.flow.conftest import Air

AIR = "/database/air/instances"
CLASSES = [
    {"name": "Craft", "key": ["code"], "properties": [
        {"name": "code", "type": "xsd:string"}, {"name": "seats", "type": "xsd:integer"}]},
    {"name": "Jet", "parent": "Craft", "properties": [{"name": "engines", "type": "xsd:integer"}]},
]  # fmt: skip


@pytest.fixture
def hangar(air: Air) -> Air:
    changes = [{"op": "create", "class": each} for each in CLASSES]
    done = air.write("POST", "/database/air/ontology/changes", {"message": "craft", "changes": changes})
    assert done.data["state"] == "COMPLETED", done.body
    air.put("Jet", "a", code="a", seats=1, engines=2)
    return air


def sent(hangar: Air, *lines: dict[str, Any]) -> Any:
    reply = hangar.client.post(f"{AIR}/bulk", {"class": "Craft", "instances": list(lines)})
    hangar.platform.settle()
    assert reply.data["rejected"] == [], reply.data
    batch = hangar.client.get(f"/database/air/batches/{reply.data['batch_id']}").data
    assert batch["failures"] == []
    return hangar.client.get(f"{AIR}/Craft/a").data


@pytest.mark.parametrize(
    "line",
    [
        {"op": "upsert", "id": "a", "data": {"code": "a", "engines": 4}},
        {"op": "upsert", "data": {"code": "a", "engines": 4}},
    ],
)
def test_an_upsert_is_a_put_of_what_is_there(hangar: Air, line: dict[str, Any]) -> None:
    told = sent(hangar, line)

    assert (told["class"], told["data"]) == ("Jet", {"code": "a", "engines": 4})


@pytest.mark.parametrize(
    "line", [{"op": "update", "id": "a", "data": {"engines": 4}}, {"op": "update", "data": {"code": "a", "engines": 4}}]
)
def test_an_update_is_a_patch_of_what_is_there(hangar: Air, line: dict[str, Any]) -> None:
    told = sent(hangar, line)

    assert (told["class"], told["data"]) == ("Jet", {"code": "a", "seats": 1, "engines": 4})


def test_what_is_not_there_is_of_the_class_that_is_named(hangar: Air) -> None:
    lines = [{"op": "upsert", "id": str(n), "data": {"code": str(n), "seats": n}} for n in range(700)]
    told = sent(hangar, *lines, {"op": "upsert", "id": "a", "data": {"code": "a", "engines": 4}})

    assert told["data"] == {"code": "a", "engines": 4}
    assert hangar.client.get(f"{AIR}/Craft/699").data["class"] == "Craft"


def test_the_problems_of_a_line_are_told_where_it_stands(hangar: Air) -> None:
    lines = [{"op": "update", "id": "a", "data": {"engines": "x"}}, {"op": "update", "id": "b", "data": {"engines": 1}}]
    reply = hangar.client.post(f"{AIR}/bulk", {"class": "Craft", "instances": lines})

    told = [(row["line"], each["path"]) for row in reply.data["rejected"] for each in row["errors"]]
    assert told == [(1, "/lines/1/data/engines"), (2, "/lines/2/data/engines")]
