"""Names and ids in any of Unicode's normal forms, on every route: kept and told in one."""

import json
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.flow.conftest import Air
from tests.support.api_client import Reply

CLASS, ID, FRIEND = "항목", "한글 é", "친구"
ITEM: dict[str, Any] = {
    "name": CLASS,
    "properties": [
        {"name": "이름", "type": "xsd:string", "required": True},
        {"name": "상태", "type": "ENUM", "values": ["닫힘", "열림"]},
        {"name": "상자", "type": "OBJECT", "properties": [{"name": "깊이", "type": "xsd:integer", "required": True}]},
    ],
    "relationships": [
        {"name": "다음", "target": CLASS, "cardinality": "many_to_one", "on_missing": "refuse"},
        {"name": "이웃", "target": CLASS, "cardinality": "many_to_many"},
    ],
}
KEYED = {"name": "열쇠", "key": ["코드"], "properties": [{"name": "코드", "type": "xsd:string"}]}
DATA = {"이름": "가", "상태": "닫힘", "상자": {"깊이": 3}, "다음": FRIEND, "이웃": [FRIEND]}
LINES = {"content-type": "application/x-ndjson"}
AT = f"/database/air/instances/{quote(CLASS)}/{quote(ID)}"


def nfd(value: Any) -> Any:
    """Write everything in normal form D."""
    return json.loads(normalize("NFD", json.dumps(value, ensure_ascii=False)))


def path(url: str) -> str:
    """Write a path in normal form D."""
    return quote(normalize("NFD", url), safe="/?=&")


@pytest.fixture
def items(air: Air) -> Air:
    air.write("POST", "/database/air/ontology", nfd(ITEM))
    air.write("POST", "/database/air/ontology", nfd(KEYED))
    friend = {"class": CLASS, "id": FRIEND, "data": {"이름": "나"}}
    air.write("POST", "/database/air/instances", nfd(friend))
    air.write("POST", "/database/air/instances", nfd({"class": CLASS, "id": ID, "data": DATA}))
    return air


def read(air: Air) -> Any:
    return air.client.get(AT).data


def done(air: Air, method: str, url: str, body: object = None) -> Reply:
    outcome = air.write(method, url, body)
    assert outcome.data["state"] == "COMPLETED", outcome.body
    return outcome


def test_what_is_written_in_another_form_is_kept_in_one(items: Air) -> None:
    kept = read(items)

    # A text that is nobody's name stays as it was written.
    assert kept["data"] == DATA | {"이름": normalize("NFD", "가")}
    assert (kept["class"], kept["id"]) == (CLASS, ID)


@pytest.mark.parametrize(
    ("method", "suffix", "body"),
    [
        ("PUT", "", {"data": DATA}),
        ("PATCH", "", {"data": {"이름": "다", "상자": {"깊이": 4}}}),
        ("DELETE", "", None),
        ("POST", "/restore", {"version": 1}),
    ],
)
def test_a_path_names_the_same_instance(items: Air, method: str, suffix: str, body: object) -> None:
    done(items, method, path(f"/database/air/instances/{CLASS}/{ID}") + suffix, nfd(body) if body else None)

    history = items.client.get(path(f"/database/air/instances/{CLASS}/{ID}/history")).data
    assert {each["version"] for each in history} <= {1, 2}
    assert items.client.get(path(f"/database/air/instances/{CLASS}/{ID}/lineage")).status == 200


def test_a_bulk_names_the_same_instances(items: Air) -> None:
    lines = [
        {"op": "update", "class": CLASS, "id": ID, "data": {"이름": "라"}},
        {"op": "upsert", "class": CLASS, "id": FRIEND, "data": DATA | {"이름": "마"}},
        {"op": "delete", "class": CLASS, "id": FRIEND},
    ]
    text = normalize("NFD", "\n".join(json.dumps(line, ensure_ascii=False) for line in lines))

    batch = items.client.post("/database/air/instances/bulk", text, headers=LINES)
    items.platform.settle()

    told = items.client.get(f"/database/air/batches/{batch.data['batch_id']}").data
    assert (told["accepted"], told["failed"], told["failures"][0]["errors"][0]["code"]) == (3, 1, "referenced")
    assert read(items)["data"]["이름"] == normalize("NFD", "라")


def test_a_key_makes_one_id(items: Air) -> None:
    made = done(items, "POST", "/database/air/instances", nfd({"class": "열쇠", "data": {"코드": "하나"}}))

    assert made.data["result"]["id"] == "하나"


@pytest.mark.parametrize(
    "asked", ["상태:eq:닫힘", "상태:in:닫힘,또", "다음:eq:친구", "_id:in:한글 é", "상태:prefix:닫"]
)
def test_a_filter_names_the_same_values(items: Air, asked: str) -> None:
    field, op, value = asked.split(":")
    of = value.split(",") if op == "in" else value
    body = {"class": CLASS, "filter": {"field": field, "op": op, "value": of}}

    listed = items.client.get(path(f"/database/air/instances?class={CLASS}&filter={asked}").replace(":", "%3A"))
    searched = items.client.post("/database/air/instances/search", nfd(body))

    for found in (listed, searched):
        assert [hit["id"] for hit in found.data] == [ID], found.body


def test_questions_name_the_same_fields(items: Air) -> None:
    asked = f"/database/air/instances?class={CLASS}&sort=-이름&facet=상태&filter=상자.깊이:eq:3"
    body = {
        "class": CLASS,
        "filter": {"and": [{"field": "상자.깊이", "op": "eq", "value": 3}]},
        "sort": ["이름"],
        "facets": ["상태"],
    }

    listed = items.client.get(path(asked).replace(":", "%3A"))
    searched = items.client.post("/database/air/instances/search", nfd(body))
    grouped = items.client.post(
        "/database/air/instances/aggregate", nfd({"class": CLASS, "group_by": [{"field": "상태"}]})
    )

    for found in (listed, searched):
        assert [hit["id"] for hit in found.data] == [ID], found.body
        assert found.json["meta"]["facets"] == {"상태": [{"value": "닫힘", "count": 1}]}
    assert {row["상태"]: row["count"] for row in grouped.data} == {"닫힘": 1, None: 1}


def test_ontology_routes_name_the_same_class_and_properties(items: Air) -> None:
    renamed = {"message": "m", "changes": [{"op": "rename", "class": CLASS, "property": "상태", "to": "형편"}]}

    done(items, "POST", "/database/air/ontology/changes", nfd(renamed))
    done(items, "PATCH", path(f"/database/air/ontology/{CLASS}"), nfd({"label": {"ko": "것"}}))
    done(items, "PUT", path("/database/air/ontology/열쇠"), nfd(KEYED | {"label": {"ko": "쇠"}}))
    dropped = {"message": "m", "changes": [{"op": "update", "name": CLASS, "patch": {"properties": []}}]}
    waived = dropped | {"waive": [{"path": f"/{CLASS}", "reason": "r"}]}
    done(items, "POST", "/database/air/ontology/changes", nfd(waived))

    assert items.client.get(path(f"/database/air/ontology/{CLASS}")).data["properties"] == []
    assert items.client.get(path("/database/air/ontology/열쇠")).data["key"] == ["코드"]


def test_a_role_is_of_the_subject_in_any_form(items: Air) -> None:
    done(items, "PUT", path("/database/air/grants/홍길동"), {"role": "viewer"})

    other = items.platform.client(normalize("NFD", "홍길동"))
    assert other.get("/me").data["subject"] == "홍길동"
    assert other.get("/database/air").data["role"] == "viewer"


def test_two_names_that_are_one_are_refused_with_both(items: Air) -> None:
    doubled = {"이름": "가", normalize("NFD", "이름"): "나"}
    nested = {"이름": "가", "상자": {"깊이": 1, normalize("NFD", "깊이"): None}}

    for data, where in ((doubled, "/data/"), (nested, "/data/상자/")):
        refused = items.client.put(AT, {"data": data})
        (error,) = refused.json["errors"]
        assert refused.status == 422
        assert error["path"].startswith(where)
        assert error["message"].count("'") == 4


@pytest.mark.parametrize("dots", [".", ".."])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_folder_is_no_id(items: Air, method: str, dots: str) -> None:
    at = f"/database/air/instances/{quote(CLASS)}/{dots.replace('.', '%2E')}"

    refused = items.client.call(method, at, {"data": {}} if method in ("PUT", "PATCH") else None)

    assert (refused.status, refused.codes) == (400, ["invalid_parameter"])


@pytest.mark.parametrize("dots", [".", ".."])
def test_a_folder_is_no_id_in_bodies(items: Air, dots: str) -> None:
    bodies = [
        ({"class": CLASS, "id": dots, "data": {"이름": "가"}}, "/id"),
        ({"class": CLASS, "id": "x", "data": {"이름": "가", "다음": dots}}, "/data/다음"),
        ({"class": CLASS, "id": "x", "data": {"이름": "가", "이웃": ["y", dots]}}, "/data/이웃/1"),
    ]

    for body, where in bodies:
        refused = items.client.post("/database/air/instances", body)
        line = items.client.post("/database/air/instances/bulk", json.dumps(body), headers=LINES)
        assert (refused.status, refused.json["errors"][0]["path"]) == (422, where)
        assert (line.status, line.json["errors"][0]["path"]) == (422, f"/lines/1{where}")
