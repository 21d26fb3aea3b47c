"""How columns are read that may be read two ways: whoever looks at an import is told before its rows are believed."""

from collections.abc import Iterator

from spice.application.upkeep.importing.wanted import Written
from spice.domain.cells.days import has_two_ways
from spice.domain.cells.numbers import guessed_in, number_in
from spice.domain.inference.infer import Cells
from spice.domain.wording import quoted


def numbers_read(column: Cells, how: Written) -> Iterator[str]:
    """Say of a column of numbers how one is read that could be another as well."""
    if (cell := guessed_in(each for each in column.values if each)) is not None:
        read = number_in(cell, how.mark)
        told = f"column {quoted(column.name)}: {cell.strip()} was read as {read}"
        yield f"{told}, and nothing tells that its point parts no thousands"


def days_read(column: Cells, how: Written) -> Iterator[str]:
    """Say of a column of days in which order it is read, where one of them can be read in both."""
    if (cell := next((each for each in column.values if each and has_two_ways(each)), None)) is None:
        return
    said = f"column {quoted(column.name)}: {cell.strip()}"
    if how.order is None:
        yield f"{said} can be read day first or month first, and nothing tells which: such cells are rejected"
    else:
        yield f"{said} was read {how.order}, as other days of the table have to be"
