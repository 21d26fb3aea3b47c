"""Exports as Parquet: what another program reads is what was written, with its types, whatever dies meanwhile."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from spice.application.queries.finding import parquet
from spice.application.upkeep import run_export
from spice.application.upkeep.run_export import RunExport
from spice.domain.datatypes.registry import TYPES
from spice.messages.codec import decode
from spice.messages.parquet.columns import DoesNotFit
from tests.flow.answers.test_every_type import EVERY, WRITTEN, as_sent
from tests.flow.conftest import AIR, Air
from tests.flow.test_exports import asked, dying, file_of, finished, goes_on, told

THING = {
    "name": "Thing",
    "properties": [
        {"name": "whole", "type": "xsd:integer"},
        {"name": "exact", "type": "xsd:decimal"},
        {"name": "near", "type": "xsd:double"},
        {"name": "at", "type": "xsd:dateTime"},
        {"name": "marks", "type": "ARRAY", "items": {"type": "xsd:integer"}},
        {"name": "text", "type": "xsd:string"},
    ],
    "relationships": [{"name": "near_to", "target": "Thing", "cardinality": "many_to_many"}],
}
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def things(air: Air) -> Air:
    made = air.write("POST", "/database/air/ontology", THING)
    assert made.data["state"] == "COMPLETED", made.body
    return air


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts, pages and groups of a few instances."""
    monkeypatch.setattr(run_export, "PART_BYTES", 1000)
    monkeypatch.setattr(run_export, "PAGE", 7)
    monkeypatch.setattr(parquet, "GROUP_BYTES", 300)


def table(air: Air, row: Any, folder: Path) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Have another program read a file: its types and its rows; moments as microseconds."""
    path = folder / "file.parquet"
    path.write_bytes(file_of(air, row))
    held = duckdb.connect()
    types = {name: str(kind) for name, kind, *_ in held.sql(f"describe from '{path}'").fetchall()}
    shown = [f'epoch_us("{name}")' if "TIME ZONE" in kind else f'"{name}"' for name, kind in types.items()]
    rows = held.sql(f"select {', '.join(shown)} from '{path}' order by _id").fetchall()
    return types, [dict(zip(types, each, strict=True)) for each in rows]


def micros(text: str) -> int:
    """Count the microseconds of a moment since 1970."""
    return (datetime.fromisoformat(text) - BEGINNING) // timedelta(microseconds=1)


def exported(air: Air, class_name: str, folder: Path) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Export a class and read the file."""
    return table(air, finished(air, asked(air, "parquet", class_name)), folder)


def test_every_type_comes_as_the_type_it_is_and_with_its_value(air: Air, tmp_path: Path) -> None:
    made = air.write("POST", "/database/air/ontology", EVERY)
    assert made.data["state"] == "COMPLETED", made.body
    sent = {name.replace(":", "_"): WRITTEN.get(name, as_sent(kind.examples[0])) for name, kind in TYPES.items()}
    sent |= {"ENUM": "new", "ARRAY": ["a", "b"]}
    air.put("Every", "full", **sent)
    air.put("Every", "none")
    answer = air.client.get(f"{AIR}/Every/full").data

    types, (full, none) = exported(air, "Every", tmp_path)

    assert {name for name, value in none.items() if value is not None} == {
        "_id",
        "_class",
        "_version",
        "_created_at",
        "_updated_at",
        "_updated_by",
    }
    assert (full["_id"], full["_version"], full["_created_at"]) == ("full", 1, micros(answer["created_at"]))
    for name, value in answer["data"].items():
        found, kind = full[name], types[name]
        if kind == "JSON":
            assert decode(found) == value
        elif kind == "DATE":
            assert found == date.fromisoformat(value)
        elif kind == "TIMESTAMP WITH TIME ZONE":
            assert found == micros(value)
        elif kind.startswith("DECIMAL"):
            assert found == Decimal(str(value))
        else:
            assert found == value, name
    expected = {"xsd_decimal": "DECIMAL(38,10)", "xsd_double": "DOUBLE", "xsd_long": "BIGINT", "xsd_boolean": "BOOLEAN"}
    expected |= {"DATE": "DATE", "DATETIME": "TIMESTAMP WITH TIME ZONE", "ARRAY": "VARCHAR[]", "MONEY": "JSON"}
    assert {name: types[name] for name in expected} == expected


def test_values_that_a_type_does_not_hold_make_a_column_of_texts_without_loss(things: Air, tmp_path: Path) -> None:
    line = (
        b'{"class": "Thing", "id": "b", "data": {"whole": 1180591620717411303424, "exact": 0.1234567890123456789,'
        b' "near": 0.1234567890123456789,'
        b' "at": "2024-03-05T06:30:00.123456789Z"}}'
    )
    kind = {"content-type": "application/x-ndjson"}
    assert things.client.call("POST", f"{AIR}/bulk", line, headers=kind).status == 202
    things.platform.settle()
    things.put("Thing", "a", whole=1, exact=1, at="2024-03-05T06:30:00Z", near=1.5)

    types, rows = exported(things, "Thing", tmp_path)

    assert {types[name] for name in ("whole", "exact", "near", "at")} == {"VARCHAR"}
    assert [rows[1][name] for name in ("whole", "exact", "near", "at")] == [
        str(2**70),
        "0.1234567890123456789",
        "0.1234567890123456789",
        "2024-03-05T06:30:00.123456789Z",
    ]
    assert [rows[0][name] for name in ("whole", "exact", "near", "at")] == ["1", "1", "1.5", "2024-03-05T06:30:00Z"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("point", ["begin", "part", "told", "finish"])
def test_a_death_at_any_point_leaves_a_file_that_is_whole(things: Air, tmp_path: Path, point: str) -> None:
    things.bulk("Thing", [{"whole": n, "marks": list(range(n % 4)), "text": "가" * (n % 9)} for n in range(60)])
    died = list[str]()

    def every_other(here: str) -> bool:
        met = here == f"export.after_{point}"
        died.extend([here] if met else [])
        return met and len(died) % 2 == 1

    dying(things, every_other)

    _, rows = exported(things, "Thing", tmp_path)

    assert died
    assert sorted(row["whole"] for row in rows) == [*range(60)]
    assert all(row["marks"] == [*range(row["whole"] % 4)] for row in rows)
    assert all(row["text"] == "가" * (row["whole"] % 9) for row in rows)


def test_lists_and_links_are_lists_and_absence_is_not_emptiness(things: Air, tmp_path: Path) -> None:
    things.put("Thing", "a", marks=[])
    things.put("Thing", "b", near_to=["a", "c"], text="")

    types, rows = exported(things, "Thing", tmp_path)

    assert (types["marks"], types["near_to"]) == ("BIGINT[]", "VARCHAR[]")
    assert [(row["marks"], row["near_to"], row["text"]) for row in rows] == [([], None, None), (None, ["a", "c"], "")]


def test_nothing_found_is_a_table_without_rows(things: Air, tmp_path: Path) -> None:
    types, rows = exported(things, "Thing", tmp_path)

    assert rows == []
    assert types["_version"] == "BIGINT"


@pytest.mark.usefixtures("small")
def test_a_file_that_is_written_in_many_slices_is_whole(
    things: Air, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1_000_000)
    monkeypatch.setattr(run_export, "PART_BYTES", 100_000)
    monkeypatch.setattr(run_export, "LEAST_BYTES", 5000)
    things.bulk("Thing", [{"whole": n, "marks": [n]} for n in range(60)])

    export_id = asked(things, "parquet", "Thing")
    run = RunExport(things.platform.ports)
    slices = 1
    while goes_on(run, things.platform.ports.jobs.unfinished()):
        slices += 1

    row = told(things, export_id)

    _, rows = table(things, row, tmp_path)
    assert slices == 9
    assert sorted(each["whole"] for each in rows) == [*range(60)]
    assert row["bytes"] > 8 * 5000


def test_a_column_that_does_not_even_hold_texts_ends_the_export(things: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(*_: object) -> None:
        raise DoesNotFit("text")

    monkeypatch.setattr(run_export, "rows_of", rows)

    row = finished(things, asked(things, "parquet", "Thing"))

    assert (row["state"], row["error"]) == ("FAILED", "column 'text' cannot hold a value exactly")
