"""Problems of rows as rejects: which column, which cell, why; and rejects as a table."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from spice.application.upkeep.importing.parts import Cell, Reject, Row
from spice.domain.spelling import Different
from spice.domain.tables.writer import harmless, row
from spice.messages.problem import ProblemRow

_OF_ROWS = ("row", "sheet", "reason")
HEADER = ("row", "sheet", "column", "value", "code", "reason")
MEDIA_TYPE = "text/csv; charset=utf-8"
_PATHS = {"not_found": "/id"}
"""Where problems stand that name no place."""
_LONGEST_VALUE, _LONGEST_REASON = 200, 300


class Rejecting:
    """Finds the cells that problems are of; `places`: name of a property to the place of its column; `hidden`: places
    whose cells are personal, and kept nowhere."""

    def __init__(self, columns: Sequence[str], places: Mapping[str, int], hidden: Collection[int] = ()) -> None:
        self._columns, self._places, self._hidden = columns, places, hidden

    def of(self, number: int, cells: Sequence[Cell], problems: Iterable[ProblemRow]) -> list[Reject]:
        """Write a row's problems; the same one is told once."""
        return list(dict.fromkeys(self._reject(number, cells, problem) for problem in problems))

    def shown(self, cells: Sequence[Cell]) -> list[Cell]:
        """Give the cells of a row that may be kept."""
        return [None if place in self._hidden else cell for place, cell in enumerate(cells)]

    def _reject(self, number: int, cells: Sequence[Cell], problem: ProblemRow) -> Reject:
        place = self._place(problem.path if isinstance(problem.path, str) else _PATHS.get(problem.code, ""))
        cell = None if place is None or place in self._hidden else cells[place]
        return Reject(
            row=number,
            column=None if place is None else self._columns[place],
            value=None if cell is None else _short(cell, _LONGEST_VALUE),
            code=problem.code,
            reason=_short(problem.message, _LONGEST_REASON),
        )

    def _place(self, path: str) -> int | None:
        """Find the column that a path is of: `/data/email`, `/lines/7/data/email/0`, `/id`."""
        parts = path.split("/")
        if "data" in parts[:-1]:
            name = parts[parts.index("data") + 1].replace("~1", "/").replace("~0", "~")
            return self._places.get(name)
        return self._places.get("") if parts[-1] == "id" else None


def whole_rows(
    columns: Sequence[str], rows: Sequence[Row], rejects: Iterable[Reject], sheet: str | None, *, head: bool
) -> bytes:
    """Write rejected rows as CSV, a line each, with all that is wrong with it behind its cells."""
    said: dict[int, list[str]] = {}
    for each in rejects:
        said.setdefault(each.row, []).append(f"{each.column}: {each.reason}" if each.column else each.reason)
    different = Different("_")
    lines = [row([_harmless(different.name(name)) for name in (*columns, *_OF_ROWS)])] if head else []
    lines += [
        row([*map(_harmless, cells), str(number), *map(_harmless, (sheet, "; ".join(said.get(number, ()))))])
        for number, cells in rows
    ]
    return "".join(lines).encode()


def table(rejects: Iterable[Reject], sheet: str | None, *, head: bool) -> bytes:
    """Write rejects as CSV in which no cell is run by a spreadsheet."""
    lines = [row(HEADER)] if head else []
    lines += [
        row([str(each.row), *map(_harmless, (sheet, each.column, each.value, each.code, each.reason))])
        for each in rejects
    ]
    return "".join(lines).encode()


def _harmless(text: str | None) -> str | None:
    return None if text is None else harmless(text)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"
