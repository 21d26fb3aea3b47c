"""How far the sheets of XLSX and ODS reach, cell by cell: what they say of themselves is not believed."""

import re
import zipfile

from spice.domain.bounds import WORKBOOK_CELLS
from spice.domain.sheets.extents import MOST_COLUMNS, MOST_ROWS, Extent, too_far
from spice.domain.sheets.parts import holds, plain, walk_part
from spice.domain.sheets.plain_cells import hold_plainly
from spice.domain.sheets.sheet import Unreadable

_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)
_ROW = re.compile(r"[0-9]{1,7}", re.ASCII)
_REPEATED = re.compile(r"[0-9]{1,9}", re.ASCII)


def check_extents(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook whose sheets reach too far. A sheet is told by what it holds, whatever it is called."""
    titles: dict[str, str] = {}
    cells = 0
    for part in archive.infolist():
        if holds(archive, part, b"sheetData"):
            titles = titles or _titles(archive)
            title = titles.get(part.filename.lower().rpartition("/")[2])
            place = f"{name}, sheet {title!r}" if title else f"{name}, {part.filename}"
            extent = Extent(place, cells)
            if not hold_plainly(archive, part, extent):
                walk_part(archive, part, place, _Worksheet(extent).start)
            cells = extent.cells
        if holds(archive, part, b"table-row"):
            tables = _Tables(name)
            walk_part(archive, part, name, tables.start, tables.end, tables.text)


class _Worksheet:
    """Follows a worksheet of XLSX: cells and rows that do not say where they are count on."""

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._row = self._column = -1
        self._place = (0, 0)
        self._open = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take up a row or a cell; a cell counts that holds something."""
        if name == "c" or name.endswith(":c"):
            self._column += 1
            self._place = (self._row, self._column)
            if (said := attributes.get("r")) is not None:
                self._place = self._read(said)
                self._column = self._place[1]
            self._open = True
        elif self._open and plain(name) != "row":
            self._extent.hold(*self._place)
            self._open = False
        elif plain(name) == "row":
            said = attributes.get("r")
            self._row, self._column = self._row + 1 if said is None else self._number(said), -1
            self._open = False

    def _read(self, said: str) -> tuple[int, int]:
        found = _CELL.fullmatch(said)
        column = 0
        for letter in found[1].upper() if found else "":
            column = column * 26 + ord(letter) - ord("A") + 1
        if not found or not 0 < int(found[2]) <= MOST_ROWS or column > MOST_COLUMNS:
            raise Unreadable(f"{self._extent.place}: no sheet has a cell {said[:20]!r}")
        return int(found[2]) - 1, column - 1

    def _number(self, said: str) -> int:
        if not _ROW.fullmatch(said) or not 0 < int(said) <= MOST_ROWS:
            raise Unreadable(f"{self._extent.place}: no sheet has a row {said[:20]!r}")
        return int(said) - 1


class _Tables:
    """Follows the tables of ODS: rows and cells that are repeated count as often; empty ones at an end do not."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._extent = Extent(name)
        self._row = self._rows = self._column = self._filled = self._repeated = 0
        self._holds = False
        self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take up a table, a row or a cell."""
        name = plain(name)
        if name == "table":
            place = f"{self._name}, sheet {attributes.get('table:name', '')!r}"
            self._extent, self._row = Extent(place, self._extent.cells), 0
        elif name == "table-row":
            self._column = self._filled = 0
            self._rows = self._times(attributes, "table:number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self._repeated = self._times(attributes, "table:number-columns-repeated")
            self._holds = any(key.endswith(("value-type", ":formula", "value")) for key in attributes)

    def text(self, text: str) -> None:
        """Hold what is written in a cell."""
        self._holds = self._holds or not text.isspace()

    def end(self, name: str) -> None:
        """Count a cell, or a row as often as it is repeated."""
        name = plain(name)
        if name in ("table-cell", "covered-table-cell"):
            self._column = min(self._column + self._repeated, MOST_COLUMNS)
            if self._holds:
                self._extent.hold(self._row, self._column - 1)
                self._count(self._column - self._filled)
                self._filled = self._column
            self._holds = False
        elif name == "table-row":
            last = min(self._row + self._rows, MOST_ROWS) - 1
            if self._filled:
                self._extent.hold(last, self._filled - 1)
            self._row = last + 1

    def _count(self, cells: int) -> None:
        """Count what a reader keeps of rows before it repeats them."""
        self._cells += cells
        if self._cells > WORKBOOK_CELLS:
            raise too_far(self._extent.place, f"row {self._row + 1:,}", self._cells)

    def _times(self, attributes: dict[str, str], key: str) -> int:
        said = attributes.get(key, "1")
        if not _REPEATED.fullmatch(said):
            raise Unreadable(f"{self._extent.place}, row {self._row + 1:,}: nothing is repeated {said[:20]!r} times")
        return int(said)


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name the sheets of XLSX by the files of their parts."""
    names: dict[str, str] = {}
    files: dict[str, str] = {}

    def take(name: str, attributes: dict[str, str]) -> None:
        if plain(name) == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            names[key] = attributes.get("name", "")
        elif plain(name) == "Relationship":
            target = attributes.get("Target", "").lower().rpartition("/")[2]
            files[attributes.get("Id", "")] = target

    for part in archive.infolist():
        if part.filename.lower() in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            walk_part(archive, part, part.filename, take)
    return {file: names[key] for key, file in files.items() if key in names}
