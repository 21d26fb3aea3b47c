"""Each type works whole: written, read, filtered, sorted, counted, exported, described."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema_rs import Draft202012Validator

from spice.domain.datatypes.registry import TYPES
from spice.messages.codec import decode, encode
from tests.flow.conftest import AIR, Air

SPECS: Mapping[str, Mapping[str, Any]] = {"ENUM": {"values": ["new"]}, "ARRAY": {"items": {"type": "xsd:string"}}}
EVERY = {
    "name": "Every",
    "properties": [{"name": name.replace(":", "_"), "type": name, **SPECS.get(name, {})} for name in TYPES],
}
WRITTEN: Mapping[str, Any] = {
    "PHONE": "010-1234-5678",
    "MONEY": "₩15,000",
    "PERCENT": "１２．５％",
    "DATE": "2024년 3월 5일",
    "TIME": "오후 3시 30분",
    "DATETIME": "令和6年3月5日 15時",
    "DURATION": "1시간 30분",
    "COUNTRY": "대한민국",
    "CURRENCY": "円",
    "NAME": " 홍  길동 ",
    "URL": "HTTPS://한국.kr/경로",
    "URI": "URN:isbn:0451450523",
    "UUID": "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
    "IP": "2001:0DB8::0:1",
    "EMAIL": "Kim@EXAMPLE.com",
    "ADDRESS": "서울 강남구 테헤란로 152",
    "FILE": "https://example.com/보고서.pdf",
    "IMAGE": "https://example.com/a.png",
}
"""As people write them."""
COMPOSITES = {"MONEY", "COORDINATE", "ARRAY", "OBJECT"}


@pytest.fixture
def every(air: Air) -> Air:
    changed = air.write("POST", "/database/air/ontology", EVERY)
    assert changed.data["state"] == "COMPLETED", changed.body
    return air


def as_sent(example: object) -> Any:
    """Write an example as a client does."""
    return json.loads(encode(example))


def found(air: Air, *filters: str, more: str = "") -> list[str]:
    """Give the ids that filters find."""
    query = "".join(f"&filter={quote(each)}" for each in filters)
    reply = air.client.get(f"{AIR}?class=Every{query}{more}")
    assert reply.status == 200, reply.body
    return [row["id"] for row in reply.data]


@pytest.mark.parametrize("name", TYPES)
def test_an_example_is_what_is_read_found_and_exported(every: Air, name: str) -> None:
    field, example = name.replace(":", "_"), as_sent(TYPES[name].examples[0])
    every.put("Every", "a", **{field: example})
    every.put("Every", "b")
    exported = every.client.get(f"{AIR}/export?class=Every&format=ndjson").body.split(b"\n")[:-1]

    assert as_sent(every.get("Every", "a")) == {field: example}
    assert as_sent({row["id"]: row["data"] for row in map(decode, exported)}) == {"a": {field: example}, "b": {}}
    assert found(every, f"{field}:exists:true") == ["a"]
    assert found(every, f"{field}:exists:false") == ["b"]


@pytest.mark.parametrize("name", sorted({*TYPES} - COMPOSITES))
def test_an_example_is_equal_to_itself_sorted_and_counted(every: Air, name: str) -> None:
    field, kind = name.replace(":", "_"), TYPES[name]
    example = as_sent(kind.examples[0])
    every.put("Every", "a", **{field: example})
    every.put("Every", "b")
    asked = example[kind.main] if kind.main and isinstance(example, dict) else example
    body = {
        "class": "Every",
        "filter": {"field": field, "op": "eq", "value": asked},
        "facets": [field],
        "sort": [field],
    }
    group = {"class": "Every", "group_by": [{"field": field}], "measures": [{"op": "count", "as": "n"}]}

    reply = every.client.post(f"{AIR}/search", body)
    rows = every.client.post(f"{AIR}/aggregate", group).data

    assert [row["id"] for row in reply.data] == ["a"], reply.body
    assert reply.json["meta"]["facets"][field] == [{"value": asked, "count": 1}]
    assert sorted((row[field] is None, row["n"]) for row in rows) == [(False, 1), (True, 1)]


@pytest.mark.parametrize("name", sorted({*WRITTEN} - COMPOSITES))
def test_a_filter_reads_a_value_as_a_write_does(every: Air, name: str) -> None:
    every.put("Every", "a", **{name: WRITTEN[name]})

    assert found(every, f"{name}:eq:{WRITTEN[name]}") == ["a"]
    assert found(every, f"{name}:in:{WRITTEN[name]}") == ["a"]
    assert found(every, f"{name}:ne:{WRITTEN[name]}") == []


def test_what_is_stored_is_what_the_class_is_said_to_hold(every: Air) -> None:
    every.put("Every", "a", **WRITTEN)
    every.put("Every", "b", **{name.replace(":", "_"): as_sent(kind.examples[0]) for name, kind in TYPES.items()})
    schema = every.client.get("/database/air/ontology/Every?format=json_schema").json
    described = Draft202012Validator(schema, validate_formats=True)

    for identity in "ab":
        data = every.get("Every", identity)
        assert [*map(str, described.iter_errors(data))] == []
        assert len(data) >= len(WRITTEN)


def test_parts_are_asked_in_any_spelling(every: Air) -> None:
    every.put(
        "Every", "a", ADDRESS="서울 강남구 테헤란로 152", MONEY="15,000원", FILE={"url": "https://a.kr", "size": 5}
    )
    every.put("Every", "b", ADDRESS="부산광역시 해운대구 센텀로 1", MONEY="₩500", FILE="https://b.kr")

    assert found(every, "ADDRESS:contains:테헤란로") == ["a"]
    assert found(every, "ADDRESS.country:eq:한국", more="&sort=ADDRESS.region") == ["b", "a"]
    assert found(every, "ADDRESS.region:eq:서울특별시") == ["a"]
    assert found(every, "MONEY.amount:gte:1,000", "MONEY.currency:eq:krw") == ["a"]
    assert found(every, "FILE.size:lt:6") == ["a"]
    assert found(every, more="&q=테헤란로") == ["a"]


def test_a_merge_patch_replaces_an_address_and_merges_its_parts(every: Air) -> None:
    every.put("Every", "a", ADDRESS="서울 강남구 테헤란로 152", MONEY="15,000원")
    every.write("PATCH", f"{AIR}/Every/a", {"data": {"ADDRESS": {"detail": "3층", "city": None}}})
    merged = every.get("Every", "a")["ADDRESS"]
    every.write("PATCH", f"{AIR}/Every/a", {"data": {"ADDRESS": "제주특별자치도", "MONEY": "$5"}})

    assert merged == {"text": "서울 강남구 테헤란로 152", "country": "KR", "region": "서울특별시", "detail": "3층"}
    assert every.get("Every", "a") == {
        "ADDRESS": {"text": "제주특별자치도", "country": "KR", "region": "제주특별자치도"},
        "MONEY": {"amount": "5", "currency": "USD"},
    }


def test_values_are_read_as_the_region_of_the_database_has_them(every: Air) -> None:
    every.write("PATCH", "/database/air", {"region": "JP"})
    every.put("Every", "a", PHONE="03-1234-5678", MONEY="¥500")

    assert every.get("Every", "a") == {"PHONE": "+81312345678", "MONEY": {"amount": "500", "currency": "JPY"}}
    assert found(every, "PHONE:eq:03-1234-5678") == ["a"]


def test_a_part_of_a_won_is_a_slip_in_a_text_and_a_price_in_an_object(every: Air) -> None:
    every.put("Every", "a", MONEY="₩500")
    every.client.patch(f"{AIR}/Every/a", {"data": {"MONEY": {"amount": "0.5"}}})
    every.platform.settle()

    assert every.client.post("/database/air/instances", {"class": "Every", "data": {"MONEY": "0.5원"}}).json[
        "errors"
    ] == [
        {
            "code": "constraint_violated",
            "message": "MONEY/amount must be whole: KRW has no decimals",
            "path": "/data/MONEY/amount",
            "value": "0.5",
            "hint": '{"amount": "0.5", "currency": "KRW"} says a part of a unit',
        }
    ]
    assert every.get("Every", "a") == {"MONEY": {"amount": "0.5", "currency": "KRW"}}
