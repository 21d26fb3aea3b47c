"""How far the sheets of XLS reach, record by record."""

import struct
from collections.abc import Iterator

from spice.domain.sheets.compound import Compound
from spice.domain.sheets.extents import Extent
from spice.domain.sheets.sheet import Unreadable

_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00D6, 0x00FD, 0x027E})
_MANY, _DIMENSIONS, _SHEET, _BEGINS, _ENDS = 0x00BD, 0x0200, 0x0085, 0x0809, 0x000A
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256


def check_records(content: bytes, name: str) -> None:
    """Refuse a workbook with a sheet that reaches too far, or says that it does: a reader makes room for it."""
    try:
        for stream in Compound(content).streams("Workbook", "Book"):
            cells = 0
            for at, title in _sheets(stream):
                extent = Extent(f"{name}, sheet {title!r}", cells)
                _check_sheet(stream, at, extent)
                cells = extent.cells
    except (ValueError, IndexError, struct.error) as broken:
        raise Unreadable(f"{name} cannot be read as a workbook: it is damaged ({broken})") from broken


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    for kind, data in _records(stream, 0):
        if kind == _SHEET:
            wide = len(data) > 7 and data[7] & 1
            yield struct.unpack_from("<I", data)[0], data[8:].decode("utf-16-le" if wide else "latin-1", "replace")


def _check_sheet(stream: bytes, at: int, extent: Extent) -> None:
    for kind, data in _records(stream, at):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", data)
            extent.hold(row, column)
            if kind == _MANY:
                extent.hold(row, struct.unpack_from("<H", data, len(data) - 2)[0])
        elif kind == _DIMENSIONS:
            _check_said(data)


def _check_said(data: bytes) -> None:
    """Refuse a rectangle that no sheet has: a reader makes room for it before a cell has come."""
    top, past, left, right = struct.unpack_from("<IIHH" if len(data) > 10 else "<HHHH", data)
    if past > _MOST_ROWS or right > _MOST_COLUMNS or (past and top > past):
        raise ValueError(f"a sheet says that it has rows {top:,} to {past:,} and columns {left:,} to {right:,}")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Give the records from a place to the end of what begins there."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BEGINS) - (kind == _ENDS)
        if kind == _ENDS and depth <= 0:
            return
