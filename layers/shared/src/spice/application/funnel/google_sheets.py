"""A Google Sheet as the rows of a workbook: merged cells filled, hidden ones as was asked for, numbered as there."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spice.application.funnel.source import Source, apart
from spice.application.ground.sheet_keys import SheetKeys
from spice.domain.bounds import SHEET_CELLS_LOOKED_AT
from spice.domain.hints import did_you_mean
from spice.domain.inference.column import Chance
from spice.domain.sheets.a1 import Area, Box, read_area
from spice.domain.sheets.google_keys import GoogleKey
from spice.domain.sheets.merged import MergedCells
from spice.domain.sheets.sheet import Cell, Gathering, Sheet, Sink, Unreadable
from spice.domain.sheets.tables import tables_of
from spice.domain.spelling import spelled
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.google_sheets import GoogleBusy, GoogleSheets, Grid, Spreadsheet, Tab

Hidden = Literal["read", "skip"]
LOOKED_SECONDS = 15.0
"""How long Funnel goes on asking: somebody waits for its answer."""
CELLS_AT_ONCE = 50_000
"""Cells of one question: some megabytes, a second or three."""
_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAsked:
    """What is to be read: a spreadsheet, a tab or range of it (None: every tab that is shown), and by which key."""

    id: str
    range: str | None = None
    hidden: Hidden = "read"
    credential: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTab:
    """A tab, and the rectangle of it that is read."""

    tab: Tab
    box: Box


@dataclass(kw_only=True)
class Heard:
    """What is said of a tab beside its rows."""

    rows_hidden: int = 0
    columns_hidden: int = 0
    errors: list[str] = field(default_factory=list)
    left_out: int = 0

    def notes(self, hidden: Hidden) -> list[str]:
        """Write it."""
        did = "are read as well" if hidden == "read" else "are left out"
        said = [f"{self.rows_hidden:,} hidden rows {did}"] if self.rows_hidden else []
        said += [f"{self.columns_hidden:,} hidden columns {did}"] if self.columns_hidden else []
        said += [f"formulas went wrong: {', '.join(self.errors[:_TOLD])}"] if self.errors else []
        said += [f"{self.left_out:,} more rows were not looked at"] if self.left_out else []
        return said


class SheetReader:
    """Reads sheets with the keys of databases."""

    def __init__(self, google: GoogleSheets, keys: SheetKeys) -> None:
        self._google, self._keys = google, keys

    def key(self, database: Database, asked: SheetAsked) -> GoogleKey:
        """Open the key with which a sheet is read."""
        return self._keys.opened(database, asked.credential)

    def spreadsheet(self, key: GoogleKey, asked: SheetAsked) -> Spreadsheet:
        """Read what a spreadsheet is."""
        return self._google.spreadsheet(key, asked.id)

    def revision(self, key: GoogleKey, asked: SheetAsked) -> str | None:
        """Tell what changes with every change of it."""
        return self._google.revision(key, asked.id)

    def looked_at(self, database: Database, asked: SheetAsked, name: str | None, chance: Chance) -> Source:
        """Read what Funnel looks at: of what is long the beginning, which every table then says."""
        key = self.key(database, asked)
        book = self.spreadsheet(key, asked)
        left, sheets = SHEET_CELLS_LOOKED_AT, list[Sheet]()
        until = time.monotonic() + LOOKED_SECONDS
        for wanted in tabs_of(book, asked):
            title = wanted.tab.title
            if time.monotonic() > until:
                raise GoogleBusy(f"{book.title} takes too long to read: name one of its sheets")
            gathering = Gathering(f"{book.title}, sheet {title!r}", chance)
            heard = self.walk(key, asked, wanted, gathering, most_cells=left)
            left = max(0, left - wanted.box.width * (wanted.box.bottom - wanted.box.top + 1))
            sheets.append(gathering.sheet(title, heard.notes(asked.hidden)))
        tables = apart(table for sheet in sheets if sheet.rows for table in tables_of(sheet))
        if not tables:
            raise Unreadable(f"{book.title} is empty: none of what is read of it holds a cell")
        return Source(name=name or book.title, tables=tables)

    def walk(
        self, key: GoogleKey, asked: SheetAsked, wanted: WantedTab, sink: Sink, *, most_cells: int | None = None
    ) -> Heard:
        """Hand every row of a tab over, some at a time."""
        heard, merged = Heard(), MergedCells(wanted.tab.merges, wanted.box.left)
        left = most_cells
        for box in pieces_of(wanted.box):
            if left is not None and left <= 0:
                heard.left_out = wanted.box.bottom - box.top + 1
                break
            grid = self._google.cells(key, asked.id, wanted.tab.title, box)
            _hand_over(grid, asked.hidden, merged, sink, heard)
            left = None if left is None else left - box.width * (box.bottom - box.top + 1)
        return heard


def tabs_of(book: Spreadsheet, asked: SheetAsked) -> list[WantedTab]:
    """Find what is read of a spreadsheet. Refuses a tab that is not there, and a range of nothing."""
    area = Area() if asked.range is None else read_area(asked.range, "/google_sheet/range")
    tabs = [
        tab for tab in book.tabs if (not tab.hidden if area.tab is None else spelled(tab.title) == spelled(area.tab))
    ]
    if area.tab is not None and not tabs:
        said = f"{book.title} has no sheet {quoted(area.tab)}"
        raise Unreadable(said, code="not_found", hint=did_you_mean(area.tab, [tab.title for tab in book.tabs]))
    if asked.range is not None and area.tab is None:
        # As Google reads a range that names no tab.
        tabs = tabs[:1]
    found = [WantedTab(tab=tab, box=box) for tab in tabs if (box := area.within(tab.rows, tab.columns)) is not None]
    if not found:
        said = f"{book.title}: nothing of {quoted(asked.range)} is in the sheet" if asked.range else "it has no sheet"
        raise Unreadable(said, code="invalid_parameter")
    return found


def pieces_of(box: Box) -> Iterator[Box]:
    """Cut a rectangle into what is read in one question each."""
    rows = max(1, CELLS_AT_ONCE // box.width)
    for top in range(box.top, box.bottom + 1, rows):
        yield Box(top=top, left=box.left, bottom=min(box.bottom, top + rows - 1), right=box.right)


def _hand_over(grid: Grid, hidden: Hidden, merged: MergedCells, sink: Sink, heard: Heard) -> None:
    heard.columns_hidden = len(grid.hidden_columns)
    heard.errors += grid.errors
    for row in grid.rows:
        heard.rows_hidden += row.hidden
        filled = merged.fill(row.number, row.cells)
        if not row.hidden or hidden == "read":
            sink.take(row.number, _shown(filled, grid.hidden_columns) if hidden == "skip" else filled)


def _shown(cells: Sequence[Cell], hidden: frozenset[int]) -> Sequence[Cell]:
    return [cell for place, cell in enumerate(cells) if place not in hidden] if hidden else cells
