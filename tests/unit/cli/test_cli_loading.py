"""Files into bulk requests: what is sent, and what is told of it."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from cli.loading.chunk import chunks
from cli.loading.columns import Columns, table
from cli.loading.convert import converter
from spice.domain.tables.flaws import Broken, Strictness
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
TICK = {
    "name": "Tick",
    "key": ["n"],
    "properties": [{"name": "n", "type": "xsd:integer"}, {"name": "note", "type": "xsd:string"}],
}


@pytest.fixture
def ticks(platform: FakePlatform) -> FakePlatform:
    platform.answers("GET", "/database/db", {"name": "db", "created_at": "2026-01-01T00:00:00Z"})
    platform.answers("GET", "/database/db/ontology/Tick", TICK)
    return platform


def accept(platform: FakePlatform, count: int, **more: Any) -> None:
    """Let the platform accept a bulk request and carry it out."""
    data = {"batch_id": "b1", "accepted": count, "rejected": []} | more
    platform.answers("POST", "/database/db/instances/bulk", data, status=202)
    platform.answers("GET", "/database/db/batches/b1", {"accepted": count, "completed": count, "failed": 0})


@pytest.mark.parametrize(
    ("member", "text", "value"),
    [
        ({"type": "xsd:integer"}, "12345678901234567890", 12345678901234567890),
        ({"type": "xsd:integer"}, "twelve", "twelve"),
        ({"type": "xsd:integer"}, "1_000", "1_000"),
        ({"type": "xsd:decimal"}, "0.10000000000000000000001", Decimal("0.10000000000000000000001")),
        ({"type": "xsd:double"}, "NaN", "NaN"),
        ({"type": "xsd:boolean"}, "Yes", True),
        ({"type": "xsd:boolean"}, "maybe", "maybe"),
        ({"type": "xsd:string"}, "0042", "0042"),
        ({"type": "xsd:dateTime"}, "2013-01-01T10:00:00Z", "2013-01-01T10:00:00Z"),
        ({"type": "MONEY"}, '{"amount": "1", "currency": "KRW"}', {"amount": "1", "currency": "KRW"}),
        ({"type": "ARRAY", "items": {"type": "xsd:integer"}}, "1; 2", [1, 2]),
        ({"type": "ARRAY", "items": {"type": "xsd:integer"}}, "[1, 2]", [1, 2]),
        ({"target": "Airport", "cardinality": "many_to_one"}, "JFK", "JFK"),
        ({"target": "Airport", "cardinality": "many_to_many"}, "JFK;LGA", ["JFK", "LGA"]),
    ],
)
def test_a_cell_becomes_the_value_its_type_asks_for(member: dict[str, Any], text: str, value: object) -> None:
    assert converter(member)(text) == value


def test_empty_cells_are_absent() -> None:
    columns = Columns(members={"n": {"type": "xsd:integer"}, "note": {"type": "xsd:string"}})

    found = list(table(["n,note\n", "1,\n", "2,x"], columns, Strictness()))

    assert found == [(2, {"data": {"n": 1}}), (3, {"data": {"n": 2, "note": "x"}})]


def test_a_line_number_is_where_its_record_begins() -> None:
    columns = Columns(members={"note": {"type": "xsd:string"}})

    found = list(table(["note\n", '"one\n', 'two"\n', "three\n"], columns, Strictness()))

    assert [line for line, _ in found] == [2, 4]


def test_a_column_that_fits_no_property_is_named() -> None:
    with pytest.raises(Broken, match="'nope'"):
        list(table(["nope"], Columns(members={}), Strictness()))


def test_requests_hold_at_most_ten_thousand_lines() -> None:
    cut = list(chunks(((n, {"data": {"n": n}}) for n in range(25_000)), {"class": "Tick"}, run="r"))

    assert [len(each.lines) for each in cut] == [10_000, 10_000, 5_000]


def test_the_same_lines_have_the_same_key_and_equal_chunks_have_different_ones() -> None:
    documents = [(n, {"id": None}) for n in range(20_000)]

    first, second = (list(chunks(documents, {"class": "Tick"}, run="r")) for _ in range(2))

    assert [each.key for each in first] == [each.key for each in second]
    assert len({each.key for each in first}) == 2


def test_a_table_goes_in_as_upserts(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    accept(ticks, 2)
    (tmp_path / "ticks.csv").write_text("\ufeffn,note\n1,하나\n2,\n", "utf-8")

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    assert done.exit_code == 0, done.output
    (sent,) = ticks.requests("POST", "/database/db/instances/bulk")
    assert sent.lines == [
        {"op": "upsert", "class": "Tick", "data": {"n": 1, "note": "하나"}},
        {"op": "upsert", "class": "Tick", "data": {"n": 2}},
    ]
    assert sent.headers["idempotency-key"].startswith("load-")


def test_lines_of_json_go_in_with_their_ids(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    accept(ticks, 2)
    (tmp_path / "ticks.ndjson").write_text('{"id": "a", "data": {"n": 1}}\n\n{"n": 2}\n')

    done = spice("load", str(tmp_path / "ticks.ndjson"), "--class", "Tick", "--op", "create")

    assert done.exit_code == 0, done.output
    (sent,) = ticks.requests("POST", "/database/db/instances/bulk")
    assert [(each.get("id"), each["data"]) for each in sent.lines] == [("a", {"n": 1}), (None, {"n": 2})]


def test_rejected_lines_are_told_by_their_line_in_the_file(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    errors = [{"code": "wrong_type", "path": "/lines/2/data/n", "message": "n is no integer"}]
    accept(ticks, 1, rejected=[{"line": 2, "errors": errors}])
    (tmp_path / "ticks.csv").write_text("n,note\n1,x\nmany,x\n")

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    assert done.exit_code == 1
    assert "ticks.csv:3: rejected: wrong_type at /data/n: n is no integer" in done.stderr


def test_a_request_without_one_good_line_is_told_by_line(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    errors = [{"code": "wrong_type", "path": "/lines/1/data/n", "message": "n is no integer"}]
    ticks.answers("POST", "/database/db/instances/bulk", status=422, errors=errors)
    (tmp_path / "ticks.csv").write_text("n\nmany\n")

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    assert done.exit_code == 1
    assert "ticks.csv:2: rejected" in done.stderr


def test_every_line_of_a_refused_request_counts_once(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    bad = [{"line": line, "errors": [{"code": "unknown_class", "path": "/class"}] * 2} for line in range(1, 2_001)]
    errors = [{"code": "unknown_class", "path": f"/lines/{1 + n // 2}/class"} for n in range(1_000)]
    data = {"accepted": 0, "rejected": bad}
    ticks.answers("POST", "/database/db/instances/bulk", data, status=422, errors=errors)
    (tmp_path / "ticks.csv").write_text("n\n" + "1\n" * 2_001)

    told = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")
    counted = json.loads(spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick", "--json").stdout)

    assert "ticks.csv: 0 lines in the log, 2,001 refused" in told.stdout
    assert "and 1,981 more rejected" in told.stderr
    (found,) = counted.values()
    assert [each["line"] for each in found["rejected"]] == [*range(2, 2_003)]


def test_a_busy_platform_is_asked_again_with_the_same_key(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    ticks.answers("POST", "/database/db/instances/bulk", status=429, headers={"Retry-After": "0"})
    accept(ticks, 1)
    (tmp_path / "ticks.csv").write_text("n\n1\n")

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    assert done.exit_code == 0, done.output
    first, second = ticks.requests("POST", "/database/db/instances/bulk")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_request_that_is_too_much_goes_in_as_two(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    bulk = "/database/db/instances/bulk"
    ticks.answers("POST", bulk, status=413, errors=[{"code": "too_large", "message": "too long to read"}])
    accept(ticks, 1)
    (tmp_path / "ticks.csv").write_text("n\n1\n2\n")

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    sent = ticks.requests("POST", bulk)
    assert done.exit_code == 0, done.output
    assert [[line["data"]["n"] for line in each.lines] for each in sent] == [[1, 2], [1], [2]]
    assert len({each.headers["idempotency-key"] for each in sent}) == 3


def test_a_line_that_is_too_much_by_itself_is_told(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    refused = [{"code": "too_large", "message": "takes too long to read"}]
    ticks.answers("POST", "/database/db/instances/bulk", status=413, errors=refused, message="takes too long to read")
    (tmp_path / "ticks.csv").write_text("n\n1\n2\n")

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    assert done.exit_code == 1
    assert "takes too long to read" in done.output


def test_another_encoding_is_named(ticks: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / "ticks.csv").write_bytes("n,note\n1,하나\n".encode("cp949"))

    done = spice("load", str(tmp_path / "ticks.csv"), "--class", "Tick")

    assert done.exit_code == 1
    assert "--encoding" in done.stderr
