"""Values that a waiver left under another kind are found as what they are now, or not at all."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spice.adapters.tantivy.search_index import TantivySearchIndex
from tests.flow.conftest import AIR, Air, DeadlyLog
from tests.flow.projecting.test_rebuild import run_jobs
from tests.flow.projecting.test_revivals import asked
from tests.flow.test_dropped import change, ids
from tests.flow.unsure_bus import UnsureBus
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_platform

READ = [
    ("EMAIL", "Boss@EXAMPLE.com", "v:eq:Boss@EXAMPLE.com"),
    ("PHONE", "+82 10-1234-5678", "v:eq:+821012345678"),
    ("UUID", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "v:eq:2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
    ("URL", "HTTPS://Example.com/a", "v:eq:HTTPS://Example.com/a"),
    ("IP", "2001:DB8:0::1", "v:eq:2001:db8::1"),
    ("COUNTRY", "대한민국", "v:eq:KR"),
    ("CURRENCY", "krw", "v:eq:KRW"),
    ("xsd:token", " a  b ", "v:eq:a b"),
    ("xsd:language", " ko ", "v:eq:ko"),
    ("xsd:hexBinary", "0fb7", "v:eq:0FB7"),
    ("TIME", "오후 3시", "v:eq:15:00:00"),
    ("DATE", "2024년 3월 5일", "v:eq:2024-03-05"),
    ("DATETIME", "2024-03-05 06:30", "v:exists:true"),
    ("DURATION", "1시간 30분", "v:eq:PT1H30M"),
]
"""Types, texts that they read though not in normal form, and what finds those."""
PARTS = [{"name": "x", "type": "xsd:string"}]


@pytest.fixture(params=["memory", "tantivy"])
def things(request: pytest.FixtureRequest, issuer: Issuer, now: Clock, tmp_path: Path) -> Air:
    """A database on either search engine."""
    bus = list[UnsureBus]()

    def around(ports: Any) -> Any:
        bus.append(UnsureBus(ports.bus))
        search = ports.search if request.param == "memory" else TantivySearchIndex(tmp_path)
        return replace(ports, bus=bus[0], search=search)

    platform = memory_platform(now, issuer, around=around)
    air = Air(platform, now, platform.client("kim", roles=["admin"]), DeadlyLog(), bus[0])
    air.write("POST", "/database", {"name": "air"})
    return air


def having(air: Air, type_: str, *values: Any, **more: Any) -> None:
    """Make a class whose v is of a type, and instances 0, 1, ... with values."""
    thing = {"name": "Thing", "properties": [{"name": "v", "type": type_, **more}]}
    change(air, {"op": "create", "class": thing})
    for n, value in enumerate(values):
        air.put("Thing", str(n), v=value)


def become(air: Air, type_: str, **more: Any) -> None:
    (held,) = air.client.get("/database/air/ontology/Thing").data["properties"]
    patch = {"properties": [{"id": held["id"], "name": "v", "type": type_, **more}]}
    change(air, {"op": "update", "name": "Thing", "patch": patch}, waive=("/Thing",))


@pytest.mark.parametrize(
    ("before", "values", "more", "after", "question", "found"),
    [
        ("OBJECT", [{"x": "1"}], {"properties": PARTS}, "xsd:boolean", "v:eq:true", []),
        ("OBJECT", [{"x": "1"}], {"properties": PARTS}, "xsd:boolean", "v:exists:true", []),
        ("xsd:string", ["hello", "12", " 7", "１２"], {}, "xsd:integer", "v:gte:1", []),
        ("xsd:string", ["hello", "12"], {}, "xsd:integer", "v:exists:true", []),
        ("xsd:string", ["hello", "12%"], {}, "PERCENT", "v:gte:12", ["1"]),
        ("xsd:string", ["hello", "10:00:00", "07"], {}, "xsd:time", "v:lt:11:00:00", ["1"]),
        ("xsd:string", ["hello", "PT1H"], {}, "xsd:duration", "v:lt:PT2H", ["1"]),
        ("xsd:string", ["hello", "2013-01-01"], {}, "xsd:date", "v:lt:2014-01-01", ["1"]),
        ("xsd:integer", [3, 40], {}, "xsd:string", "v:eq:40", []),
        ("xsd:integer", [3, 40], {}, "xsd:decimal", "v:eq:40", ["1"]),
        ("xsd:boolean", [True], {}, "xsd:string", "v:exists:true", []),
        *(("xsd:string", ["?", text], {}, type_, question, ["1"]) for type_, text, question in READ),
    ],
)
def test_a_filter_finds_what_can_be_read_as_the_new_kind(
    things: Air, before: str, values: list[Any], more: dict[str, Any], after: str, question: str, found: list[str]
) -> None:
    having(things, before, *values, **more)

    become(things, after)
    run_jobs(things)

    assert sorted(ids(things, f"class=Thing&filter={question}")) == found
    counted = things.client.get(f"{AIR}?class=Thing&facet=v&sort=v").json
    assert counted["meta"]["total"] == len(values)
    grouped = things.client.post(f"{AIR}/aggregate", {"class": "Thing", "group_by": [{"field": "v"}]})
    assert sum(row["count"] for row in grouped.data) == len(values)


@pytest.mark.parametrize(
    ("type_", "text", "question"),
    [
        ("COORDINATE", "37.5, 127", "v:within:37.5,127,10"),
        ("MONEY", "₩15,000", "v.amount:eq:15000"),
        ("MONEY", "₩15,000", "v.currency:eq:krw"),
        ("FILE", "https://example.com/a.pdf", "v.url:eq:https://example.com/a.pdf"),
        ("ADDRESS", "서울특별시 강남구 테헤란로 152", "v.text:prefix:서울"),
    ],
)
def test_a_text_has_the_parts_that_it_is_read_to(things: Air, type_: str, text: str, question: str) -> None:
    having(things, "xsd:string", "?", text)

    become(things, type_)
    run_jobs(things)

    assert "1" in ids(things, f"class=Thing&filter={question}")


EMAILS = {"items": {"type": "EMAIL"}}


def test_a_list_has_the_items_that_can_be_read(things: Air) -> None:
    having(things, "ARRAY", ["Boss@EXAMPLE.com", "nobody"], ["nobody"], items={"type": "xsd:string"})

    become(things, "ARRAY", **EMAILS)
    run_jobs(things)

    assert ids(things, "class=Thing&filter=v:eq:Boss@EXAMPLE.com") == ["0"]
    assert ids(things, "class=Thing&filter=v:exists:true") == ["0"]
    assert things.client.get(f"{AIR}/Thing/0").data["data"]["v"] == ["Boss@EXAMPLE.com", "nobody"]


def test_a_list_is_nothing_where_there_is_one_value_now(things: Air) -> None:
    having(things, "ARRAY", ["a"], items={"type": "xsd:string"})

    become(things, "xsd:string")
    run_jobs(things)

    assert ids(things, "class=Thing&filter=v:exists:true") == []


def test_a_part_of_an_object_is_read_by_itself(things: Air) -> None:
    having(things, "OBJECT", {"x": "Boss@EXAMPLE.com", "y": 1}, properties=[*PARTS, {"name": "y", "type": "xsd:int"}])
    (held,) = things.client.get("/database/air/ontology/Thing").data["properties"]
    x, y = held["properties"]

    become(things, "OBJECT", properties=[{**x, "type": "EMAIL"}, {**y, "type": "xsd:date"}])
    run_jobs(things)

    assert ids(things, "class=Thing&filter=v.x:eq:Boss@example.com") == ["0"]
    assert ids(things, "class=Thing&filter=v.y:exists:true") == []


def test_what_is_written_again_beside_it_keeps_what_it_reads_as(things: Air) -> None:
    thing = {"name": "Thing", "properties": [{"name": "v", "type": "xsd:string"}, {"name": "w", "type": "xsd:int"}]}
    change(things, {"op": "create", "class": thing})
    things.put("Thing", "0", v="Boss@EXAMPLE.com", w=1)
    v, w = things.client.get("/database/air/ontology/Thing").data["properties"]
    patch = {"properties": [{**v, "type": "EMAIL"}, w]}
    change(things, {"op": "update", "name": "Thing", "patch": patch}, waive=("/Thing",))
    run_jobs(things)

    things.write("PATCH", f"{AIR}/Thing/0", {"data": {"w": 2}})

    assert ids(things, "class=Thing&filter=v:eq:Boss@example.com&filter=w:eq:2") == ["0"]
    assert things.client.get(f"{AIR}?class=Thing&facet=v").data[0]["data"]["v"] == "Boss@EXAMPLE.com"


def test_a_wider_type_asks_for_it_where_values_are_older_than_the_narrower(things: Air) -> None:
    having(things, "xsd:string", "Boss@EXAMPLE.com")
    become(things, "EMAIL")
    assert asked(things) == ["rebuild search"]
    run_jobs(things)

    become(things, "xsd:string")
    run_jobs(things)

    assert ids(things, "class=Thing&filter=v:eq:Boss@EXAMPLE.com") == ["0"]
    assert ids(things, "class=Thing&filter=v:eq:Boss@example.com") == []


def test_only_another_kind_of_what_has_instances_asks_for_it(things: Air) -> None:
    having(things, "EMAIL", "a@example.com")
    become(things, "xsd:string")
    assert asked(things) == []
    become(things, "xsd:integer")
    assert asked(things) == ["rebuild search"]
    run_jobs(things)

    things.write("DELETE", f"{AIR}/Thing/0")
    (held,) = things.client.get("/database/air/ontology/Thing").data["properties"]
    patch = {"properties": [{**held, "type": "xsd:boolean"}]}
    change(things, {"op": "update", "name": "Thing", "patch": patch})

    assert asked(things) == []
