"""A table of more rows than are kept is read to its end, without what stands below it."""

import json
from collections.abc import Sequence
from io import BytesIO
from random import Random

import pytest

from spice.domain.sheets import sheet
from spice.domain.sheets.opening import open_sheets
from spice.domain.sheets.sheet import Cell, Gathering
from spice.domain.sheets.tables import FoundTable, tables_of
from spice.domain.sheets.whole import take_all

Taken = list[tuple[int, list[Cell]]]


@pytest.fixture(autouse=True)
def few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "KEPT_ROWS", 40)
    monkeypatch.setattr(sheet, "_HEAD", 10)


def found(content: str, name: str) -> FoundTable:
    (opened,) = open_sheets(BytesIO(content.encode()), name, Random(0).randrange).sheets
    (table,) = tables_of(opened)
    return table


def all_of(content: str, name: str = "t.csv") -> Taken:
    table, taken = found(content, name), Taken()

    def take(number: int, cells: Sequence[Cell]) -> None:
        taken.append((number, list(cells)))

    assert table.left_out
    take_all(BytesIO(content.encode()), name, table, take, encoding="utf-8", delimiter=None)
    return taken


def test_every_row_comes_with_its_number() -> None:
    rows = "".join(f"{number},name {number},{number * 2}\n" for number in range(1000))

    taken = all_of(f"a report,,\nid,name,size\n{rows}\n,,\n")

    assert [number for number, _ in taken] == list(range(3, 1003))
    assert taken[-1] == (1002, ["999", "name 999", "1998"])


def test_lines_that_end_with_a_carriage_return_alone_are_all_read() -> None:
    rows = "".join(f"{number},name {number},{number * 2}\r" for number in range(300))

    taken = all_of(f"id,name,size\r{rows}")

    assert [number for number, _ in taken] == list(range(2, 302))


def test_totals_and_remarks_at_the_end_are_no_rows() -> None:
    rows = "".join(f"{number},name {number},{number * 2}\n" for number in range(300))

    taken = all_of(f"id,name,size\n{rows}total,,89700\nall figures are estimates,,\n")

    assert taken[-1][1] == ["299", "name 299", "598"]
    assert len(taken) == 300


def test_lines_of_json_are_read_so_too() -> None:
    rows = "".join(
        json.dumps({"id": number, "n": "x"} | ({"late": 1} if number > 500 else {})) + "\n" for number in range(600)
    )

    taken = all_of(rows, "t.ndjson")

    assert (len(taken), taken[0][1], taken[-1][1]) == (600, ["0", "x", None], ["599", "x", "1"])


def test_of_lines_of_json_each_is_a_record_to_the_last() -> None:
    rows = [{"id": "a", "n": 1, "m": 2}] * 100 + [{}] + [{"id": "total"}] * 3

    taken = all_of("".join(json.dumps(row) + "\n" for row in rows), "t.ndjson")

    assert [cells for _, cells in taken[-4:]] == [[None, None, None]] + [["total", None, None]] * 3
    assert len(taken) == 104


def test_rows_that_are_very_long_are_sampled_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.domain.sheets.sheet.KEPT_CHARACTERS", 10_000)
    monkeypatch.setattr("spice.domain.sheets.sheet._HEAD", 5)
    gathering = Gathering("f", Random(0).randrange)

    for number in range(1, 501):
        gathering.take(number, ["x" * (100 if number < 300 else 900)])

    kept = gathering.sheet("f")
    assert sum(len(row.cells[0] or "") for row in kept.rows) <= 10_000 + 900
    assert (len(kept.rows) + kept.left_out, [row.number for row in kept.rows[:5]]) == (500, [1, 2, 3, 4, 5])
    assert any(row.number > 100 for row in kept.rows)
