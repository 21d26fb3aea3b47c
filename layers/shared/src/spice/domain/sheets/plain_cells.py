"""Cells as nearly every writer writes them, followed without an XML parser: faster, and never less strict."""

import re
import zipfile

from spice.domain.bounds import WORKBOOK_CELLS
from spice.domain.sheets.extents import MOST_COLUMNS, MOST_ROWS, Extent
from spice.domain.sheets.parts import pieces

_ANY = re.compile(rb"<(?:[^\s<>/]*:)?c[\s/>]")
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: (?:s|t|cm|vm|ph)="[A-Za-z0-9]*")*/?>')
_LONGEST = 64 * 1024


def hold_plainly(archive: zipfile.ZipFile, part: zipfile.ZipInfo, extent: Extent) -> bool:
    """Take in all cells of a sheet where each says where it is and they cannot reach too far, the empty ones included;
    False where that is not so, or cannot be told this way, and nothing is taken in."""
    columns, rows = set[bytes](), set[int]()
    rest = b""
    for piece in pieces(archive, part):
        text = rest + piece
        whole = text.rfind(b"<")
        text, rest = text[:whole], text[whole:]
        found = _PLAIN.findall(text)
        if len(found) != len(_ANY.findall(text)) or len(rest) > _LONGEST:
            return False
        if found:
            columns.update(column for column, _ in found)
            numbers = [int(row) for _, row in found]
            rows = {min(*rows, *numbers), max(*rows, *numbers)} if rows else {min(numbers), max(numbers)}
    return not _ANY.search(rest) and _held(columns, rows, extent)


def _held(columns: set[bytes], rows: set[int], extent: Extent) -> bool:
    places = [_place(column) for column in columns]
    if not places:
        return True
    corners = (min(rows) - 1, min(places)), (max(rows) - 1, max(places))
    cells = (max(rows) - min(rows) + 1) * (max(places) - min(places) + 1)
    if extent.cells + cells > WORKBOOK_CELLS or max(rows) > MOST_ROWS or max(places) >= MOST_COLUMNS:
        return False
    for row, column in corners:
        extent.hold(row, column)
    return True


def _place(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
