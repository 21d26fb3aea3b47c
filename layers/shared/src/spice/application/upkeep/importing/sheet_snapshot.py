"""A Google Sheet is read once, into texts beside the import's job: what comes later reads those, whatever the sheet
says by then."""

from collections.abc import Callable, Sequence
from random import Random

from msgspec import Struct

from spice.application.funnel.google_sheets import SheetAsked, SheetReader, tabs_of
from spice.application.funnel.source import Source, apart
from spice.application.upkeep.importing.parts import Parts, Row
from spice.domain.sheets.sheet import Cell, Gathering, Sheet, Sink
from spice.domain.sheets.tables import tables_of
from spice.ports.crash import Crash
from spice.ports.directory import Database
from spice.ports.google_sheets import GoogleBusy

PIECE_ROWS, PIECE_BYTES = 5000, 4_000_000
TIMES = 3
"""How often a sheet is read that somebody changes meanwhile."""


class SnapshotTab(Struct, frozen=True):
    """A tab: its name, what is said of it, and its texts, from one number to before another."""

    name: str
    notes: Sequence[str]
    first: int
    past: int


class Snapshot(Struct, frozen=True):
    """What was read: the spreadsheet's title and revision, and its tabs. It is kept last: with it, all of them are."""

    title: str
    revision: str | None
    tabs: Sequence[SnapshotTab]


class _Pieces:
    """Takes rows and keeps them, some at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self.count = parts, 0
        self._rows: list[Row] = []
        self._bytes = 0

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a row."""
        self._rows.append((number, cells))
        self._bytes += sum(len(cell) for cell in cells if cell is not None)
        if len(self._rows) == PIECE_ROWS or self._bytes > PIECE_BYTES:
            self.end()

    def end(self) -> int:
        """Keep what is left; answers how many texts there are."""
        if self._rows:
            self._parts.keep_piece(self.count, self._rows)
            self.count += 1
            self._rows, self._bytes = [], 0
        return self.count


def take_snapshot(reader: SheetReader, database: Database, asked: SheetAsked, parts: Parts, crash: Crash) -> None:
    """Read a sheet, unless that is done; a death before its end reads it again."""
    if parts.has_snapshot():
        return
    key = reader.key(database, asked)
    for _ in range(TIMES):
        before = reader.revision(key, asked)
        book, pieces, tabs = reader.spreadsheet(key, asked), _Pieces(parts), list[SnapshotTab]()
        for wanted in tabs_of(book, asked):
            first = pieces.count
            heard = reader.walk(key, asked, wanted, pieces)
            tabs.append(SnapshotTab(wanted.tab.title, heard.notes(asked.hidden), first, pieces.end()))
            crash("import.after_tab")
        if reader.revision(key, asked) == before:
            parts.keep_snapshot(Snapshot(book.title, before, tabs))
            crash("import.after_snapshot")
            return
    raise GoogleBusy(f"{book.title} changed each of the {TIMES} times that it was read: it is read again later")


def snapshot_source(parts: Parts, name: str) -> Source:
    """Find the tables of what was read."""
    found, sheets = parts.snapshot(Snapshot), list[Sheet]()
    for tab in found.tabs:
        gathering = Gathering(f"{name}, sheet {tab.name!r}", Random(0).randrange)
        _walk(parts, tab, gathering)
        sheets.append(gathering.sheet(tab.name, tab.notes))
    return Source(name=name, tables=apart(table for sheet in sheets if sheet.rows for table in tables_of(sheet)))


def walk_of(parts: Parts, sheet: str) -> Callable[[Sink], None]:
    """Give what hands every row of a tab over."""
    (tab,) = [each for each in parts.snapshot(Snapshot).tabs if each.name == sheet]
    return lambda sink: _walk(parts, tab, sink)


def _walk(parts: Parts, tab: SnapshotTab, sink: Sink) -> None:
    for number in range(tab.first, tab.past):
        for row, cells in parts.piece(number):
            sink.take(row, cells)
