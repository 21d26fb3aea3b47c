"""Tables as text: what is written is read again, and what is broken is told by its place."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.domain.tables import writer
from spice.domain.tables.flaws import Broken, Flaw, Strictness
from spice.domain.tables.lines import LONGEST
from spice.domain.tables.reader import Table

Cell = str | None
CELLS = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(text: str, *, delimiter: str | None = None) -> list[Sequence[Cell]]:
    """Read a table's rows, strictly."""
    table = Table(io.StringIO(text, newline="\n"), Strictness(), delimiter=delimiter)
    return [row.cells for row in table.rows()]


def mend(text: str) -> tuple[list[str | None], list[Sequence[Cell]], list[Flaw]]:
    """Read a table's header and rows, mending what can be mended."""
    told: list[Flaw] = []
    table = Table(io.StringIO(text, newline="\n"), Strictness(lenient=True, tell=told.append))
    return table.header, [row.cells for row in table.rows()], told


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_what_is_written_is_read_again(rows: list[tuple[Cell, ...]]) -> None:
    text = writer.row(["a", "b", "c"]) + "".join(map(writer.row, rows))

    assert read(text) == [list(row) for row in rows if row != ("a", "b", "c")]


@given(st.text())
def test_what_is_made_harmless_is_meant_as_it_was(text: str) -> None:
    assert writer.as_meant(writer.harmless(text)) == text


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'="])
def test_a_formula_gets_an_apostrophe(first: str) -> None:
    assert writer.harmless(first + "1") == "'" + first + "1"


@pytest.mark.parametrize("text", ["", "1", "a=1", "'a", " =1"])
def test_what_no_spreadsheet_runs_stays(text: str) -> None:
    assert writer.harmless(text) == text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('id,s\n1,"a\nb\n2,c\n', 2, "never closed"),
        ('id,s\n1,"a\nb\n2,c\n3,"d"\n', 5, "line 2 opens"),
        ('id,s\n1,"x"y\n', 2, "column 2 (s): text stands behind a closed quote"),
        ('id,s\n1,x"y\n', 2, "column 2 (s): a quote stands in a cell"),
        ('id,s\n1, "y"\n', 2, "a quote stands in a cell"),
        ("id,s\n1,x,more\n", 2, "column 3: the row has 3 cells, the header 2"),
        ("id,s\n1,x\n2\n", 3, "column 2 (s): the row has 1 cell, the header 2"),
        ("id,s,s\n1,a,b\n", 1, "column 3: columns 2 and 3 are both called 's'"),
        ("id,\u00e9,e\u0301\n1,a,b\n", 1, "columns 2 and 3 are both called"),
        ("id,,s\n", 1, "column 2: the column has no name"),
        ("id, ,s\n", 1, "column 2: the column has no name"),
        ("", 1, "there is no header"),
        ("\n\n", 1, "there is no header"),
        ("id,s\n1,a\0b\n", 2, "NUL"),
        ("id,s\n1,x\udcb0\n", 2, "character 4 is the byte 0xB0"),
        ("id,s\n1,x\r2,y\n", 2, "carriage return"),
        ("id,s\r\n1,x\n", 2, "ends with a line feed alone"),
        ("id,s\n1,x\r\n", 2, "ends with a carriage return and a line feed"),
        ("id,s\n1,x\nid,s\n", 3, "the header is there again"),
        ('id,s\n1,"' + "z" * LONGEST + '"\n', 2, "characters"),
        ('id,s\n1,"' + f"{'z' * 99}\n" * (LONGEST // 50), 2, "not closed within 4,194,304 characters"),
        ('id,s\n1,"' + f"{'z' * 99}\n" * (LONGEST // 50) + '"\n', 2, "not closed within 4,194,304 characters"),
        ('id,s\n1,"' + "z\n" * 200_000, 2, "not closed within 100,000 lines"),
        ('id,s\n1,"z",' + '"z",' * 20_000, 2, "more than 10,000 cells"),
    ],
)
def test_a_broken_table_is_refused_by_its_place(text: str, line: int, said: str) -> None:
    with pytest.raises(Broken) as refused:
        read(text)

    assert refused.value.flaw.line == line
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("\ufeffa,b\n1,2", [["1", "2"]]),
        ("sep=;\r\na;b\r\n1;2,3\r\n", [["1", "2,3"]]),
        ('a,b\n"","x ""y"", z"\n', [["", 'x "y", z']]),
        ('a,b\r\n"1\r\n2\n3\r4",\r\n', [["1\r\n2\n3\r4", None]]),
        ("a,b\n\n1,2\n\n", [["1", "2"]]),
        ("a\n1\n\u2028\n\x85\n", [["1"], ["\u2028"], ["\x85"]]),
        ("name\nname\n", [["name"]]),
    ],
)
def test_a_table_is_read_as_it_is_written(text: str, rows: list[list[Cell]]) -> None:
    assert read(text) == rows


def test_another_delimiter_may_be_said() -> None:
    assert read("a\tb\n1\t2,3\n", delimiter="\t") == [["1", "2,3"]]


def test_a_delimiter_that_the_file_denies_is_refused() -> None:
    with pytest.raises(Broken, match="sep="):
        read("sep=;\na;b\n", delimiter=",")


def test_a_row_is_told_by_the_line_on_which_it_begins() -> None:
    table = Table(io.StringIO('a\n"one\ntwo"\nthree\n', newline="\n"), Strictness())

    assert [row.line for row in table.rows()] == [2, 4]


@pytest.mark.parametrize(
    ("text", "header", "rows", "lines"),
    [
        ('a,b\n1,"x"y\n', ["a", "b"], [["1", "xy"]], [2]),
        ('a,b\n1,"x\n2,y\n', ["a", "b"], [["1", '"x'], ["2", "y"]], [2]),
        ("a,b\n1,x,z\n2\n", ["a", "b"], [["1", "x"], ["2", None]], [2, 3]),
        ("a,a,\n1,2,3\n", ["a", None, None], [["1", "2", "3"]], [1, 1]),
        ("a,b\n1,x\r2,y\n", ["a", "b"], [["1", "x"], ["2", "y"]], [2]),
        ("a,b\r\n1,x\n2,y\n", ["a", "b"], [["1", "x"], ["2", "y"]], [2]),
        ("a,b\n1,\0x\udcff\n", ["a", "b"], [["1", "x\ufffd"]], [2, 2]),
        ("a,b\n1,2\na,b\n", ["a", "b"], [["1", "2"]], [3]),
    ],
)
def test_lenience_mends_and_tells(text: str, header: list[Cell], rows: list[list[Cell]], lines: list[int]) -> None:
    found = mend(text)

    assert found[:2] == (header, rows)
    assert [flaw.line for flaw in found[2]] == lines
    assert all(flaw.mended for flaw in found[2])


@given(st.text('a,"\n\r;\0\udc80', max_size=30))
def test_lenience_refuses_no_table_with_a_header(text: str) -> None:
    _, rows, _ = mend("x,y\n" + text)

    assert all(len(cells) == 2 for cells in rows)
