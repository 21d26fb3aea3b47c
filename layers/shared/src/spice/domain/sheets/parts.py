"""The parts of a workbook that is an archive, read as XML a piece at a time."""

import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from spice.domain.sheets.sheet import Unreadable

_PIECE = 64 * 1024
Start = Callable[[str, dict[str, str]], None]
"""Takes an element as it begins: its name and its attributes, both as they are written."""
End = Callable[[str], None]


def plain(name: str) -> str:
    """Leave the prefix of a name out."""
    return name.rpartition(":")[2] if ":" in name else name


def holds(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: bytes) -> bool:
    """Tell whether the name of an element stands somewhere in a part."""
    before = b""
    for piece in pieces(archive, part):
        if name in before + piece:
            return True
        before = piece[-len(name) :]
    return False


def walk_part(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    place: str,
    start: Start,
    end: End | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Hand over the elements of a part. UTF-8 alone is read, and no document type: readers differ on those."""
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_type(place)
    try:
        for piece in pieces(archive, part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise Unreadable(f"{place} cannot be read as a workbook: {broken}") from broken


def _refuse_type(place: str) -> None:
    raise Unreadable(f"{place} cannot be read as a workbook: it has a document type")


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give what a part holds, unpacked, piece by piece."""
    with archive.open(part) as content:
        while piece := content.read(_PIECE):
            yield piece
