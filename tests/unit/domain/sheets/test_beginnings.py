"""Of what is long Funnel looks at the beginning, and says so; an import reads all of it."""

from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest

from spice.application.funnel.analyze import analyze
from spice.application.funnel.source import Source, file_source, given_source, opened_source
from spice.domain.bounds import LOOKED_AT_BYTES, LOOKED_AT_CELLS, LOOKED_AT_ROWS
from spice.domain.sheets.sheet import KEPT_ROWS, Unreadable
from spice.domain.sheets.tables import FoundTable
from spice.domain.spelling import Different
from spice.domain.tables.flaws import Flaw, Strictness
from spice.domain.tables.lines import Lines
from spice.domain.tables.record import MOST_LINES, read_record
from tests.support.workbooks import xlsx


def _source(content: str | bytes) -> Source:
    raw = content.encode() if isinstance(content, str) else content
    return file_source(raw, "table.csv", Random(0).randrange)


def _table(content: str | bytes) -> FoundTable:
    (table,) = _source(content).tables
    return table


def test_of_many_rows_the_first_are_looked_at_and_that_is_said() -> None:
    table = _table("a,b\n" + "1,2\n" * 80_000)

    assert table.size == LOOKED_AT_ROWS - 1
    assert table.notes == [f"of all rows, the first {LOOKED_AT_ROWS:,} were looked at"]


def test_of_many_cells_the_first_are_looked_at() -> None:
    table = _table((",".join(f"c{n}" for n in range(100)) + "\n") + (",".join("1" * 100) + "\n") * 4000)

    assert table.size == LOOKED_AT_CELLS // 100 - 1


def test_lines_of_json_are_bounded_as_well() -> None:
    assert _table('{"a":1}\n' * 80_000).size == LOOKED_AT_ROWS - 1


def test_of_many_bytes_the_first_are_looked_at() -> None:
    table = _table("a,b\n" + f"{'x' * 1000},2\n" * 9000)

    assert table.size < LOOKED_AT_BYTES // 1000
    assert table.notes[0].startswith("of 9,027,004 bytes, the first ")


def test_of_a_long_sheet_the_first_rows_are_looked_at() -> None:
    rows = "".join(f'<row><c><v>{n}</v></c><c t="str"><v>x</v></c></row>' for n in range(60_000))

    assert _table(xlsx(rows)).notes == [f"of all rows, the first {LOOKED_AT_ROWS:,} were looked at"]


def test_of_many_rows_that_are_given_the_first_are_looked_at() -> None:
    (table,) = given_source(["a", "b"], [[1, 2]] * 80_000, "rows").tables

    assert table.size == LOOKED_AT_ROWS
    assert table.notes == [f"of all rows, the first {LOOKED_AT_ROWS:,} were looked at"]


def test_of_many_tables_the_first_are_looked_at() -> None:
    tables = _source("a,b\n1,2\n\n\nx,y,z\n\n" * 2000).tables

    assert sum(len(table.columns) for table in tables) <= 2000
    assert "tables, the first" in tables[0].notes[0]


def test_an_import_takes_its_sample_from_the_whole_file() -> None:
    content = BytesIO(b"a,b\n" + b"1,2\n" * 80_000)

    (table,) = opened_source(content, "table.csv", Random(0).randrange).tables

    assert (table.size, table.left_out, len(table.columns[0].values)) == (80_000, 80_001 - KEPT_ROWS, KEPT_ROWS - 1)
    assert table.notes == []


def test_a_quote_that_is_not_closed_keeps_a_bounded_count_of_lines() -> None:
    taken, told = 0, list[Flaw]()

    def lines() -> Iterator[str]:
        nonlocal taken
        for text in ['"a\n', *["x\n"] * (3 * MOST_LINES)]:
            taken += 1
            yield text

    source = Lines(lines(), Strictness())
    first = source.take()
    assert first is not None

    cells, _ = read_record(source, first, ",", Strictness(lenient=True, tell=told.append))

    assert cells == ['"a']
    assert taken <= MOST_LINES + 2
    assert (told[0].line, told[0].column) == (1, 1)
    assert f"within {MOST_LINES:,} lines" in told[0].said


def test_what_stands_behind_a_carriage_return_is_not_copied() -> None:
    source = Lines(["a,b\r" * 1000], Strictness())
    line = source.take()
    assert line is not None

    cells, _ = read_record(source, line, ",", Strictness(lenient=True))
    rest = source.take()

    assert cells == ["a", "b"]
    assert rest is not None
    assert rest.body is line.body
    assert read_record(source, rest, ",", Strictness(lenient=True))[0] == ["a", "b"]


@pytest.mark.parametrize("cell", ['"x"y,', '"x",', "x\r,"])
def test_a_record_of_very_many_cells_is_refused_before_it_is_read(cell: str) -> None:
    content = ('"z",' + cell * 200_000).replace("\r,", ",")

    with pytest.raises(Unreadable, match="line 1: the record has more than 10,000 cells"):
        _source(content)


def test_names_that_are_alike_are_each_looked_for_once() -> None:
    class Counted(str):
        looked = 0

        def __hash__(self) -> int:
            Counted.looked += 1
            return super().__hash__()

    different, name = Different("_"), Counted("c")

    names = [different.name(name) for _ in range(2000)]

    assert names[:3] == ["c", "c_2", "c_3"]
    assert len(set(names)) == 2000
    assert Counted.looked < 10_000


def test_names_with_numbers_of_their_own_are_left_out() -> None:
    different = Different("_")

    assert [different.name(each) for each in ("c_2", "c", "c", "c")] == ["c_2", "c", "c_3", "c_4"]


def test_quotes_alone_are_read_in_one_pass() -> None:
    assert analyze(_source('"' * 500_000), Random(0).randrange).tables is not None


def test_of_very_many_values_some_are_tested_for_mismatches_and_that_is_said() -> None:
    rows = "".join(f"2024-01-01 10:{n // 60 % 60:02}:{n % 60:02}.{n:05},{n}@example.com\n" for n in range(40_000))

    first, second = analyze(_source("at,mail\n" + rows), Random(0).randrange).columns

    assert "of 40,000 values, the first 25,000 were tested for mismatches" in first.reasons
    assert "of 40,000 values, the first 25,000 were tested for mismatches" in second.reasons
