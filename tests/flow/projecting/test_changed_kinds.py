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


def become(air: Air, type_: str) -> None:
    (held,) = air.client.get("/database/air/ontology/Thing").data["properties"]
    patch = {"properties": [{"id": held["id"], "name": "v", "type": type_}]}
    change(air, {"op": "update", "name": "Thing", "patch": patch}, waive=("/Thing",))


@pytest.mark.parametrize(
    ("before", "values", "more", "after", "question", "found"),
    [
        ("OBJECT", [{"x": "1"}], {"properties": PARTS}, "xsd:boolean", "v:eq:true", []),
        ("OBJECT", [{"x": "1"}], {"properties": PARTS}, "xsd:boolean", "v:exists:true", []),
        ("xsd:string", ["hello", "12"], {}, "xsd:integer", "v:gte:12", ["1"]),
        ("xsd:string", ["hello", "12"], {}, "xsd:integer", "v:exists:true", ["1"]),
        ("xsd:string", ["hello", "10:00:00", "07"], {}, "xsd:time", "v:lt:11:00:00", ["1"]),
        ("xsd:string", ["hello", "PT1H"], {}, "xsd:duration", "v:lt:PT2H", ["1"]),
        ("xsd:string", ["hello", "2013-01-01"], {}, "xsd:date", "v:lt:2014-01-01", ["1"]),
        ("xsd:integer", [3, 40], {}, "xsd:string", "v:eq:40", ["1"]),
        ("xsd:boolean", [True], {}, "xsd:string", "v:exists:true", ["0"]),
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
