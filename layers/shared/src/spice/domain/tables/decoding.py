"""Bytes of a file as lines of text; what cannot be decoded is marked, for the reader to tell where it stands."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from spice.domain.tables.encodings import wide_of
from spice.domain.tables.flaws import Broken, Flaw
from spice.domain.tables.lines import LONGEST

UNDECODED = "spice.undecoded"
_LOOKED_AT = 8192
_NOTATIONS = frozenset({"unicode-escape", "raw-unicode-escape", "charmap"})
"""What Python keeps among its encodings and is how its own source writes characters: a file holds what it holds."""


def _marked(broken: UnicodeError) -> tuple[str, int]:
    """Let each byte that is none in the encoding come as the surrogate U+DC00 + byte."""
    if not isinstance(broken, UnicodeDecodeError):
        raise broken
    return "".join(chr(0xDC00 + byte) for byte in broken.object[broken.start : broken.end]), broken.end


codecs.register_error(UNDECODED, _marked)


def is_encoding(name: str) -> bool:
    """Tell whether there is an encoding of such a name, and texts are written in it (in base64 or punycode none is)."""
    try:
        text = io.TextIOWrapper(io.BytesIO("\n".encode(name)), encoding=name, errors=UNDECODED)
        return text.read() == "\n" and codecs.lookup(name).name not in _NOTATIONS
    except (LookupError, ValueError):
        return False


class DecodedLines:
    """Lines of a text, one by one. `place` is where it stands, for a stream that seeks."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    @property
    def place(self) -> int:
        """Where the next line begins, and what the decoder holds there."""
        return self._text.tell()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not (line := _line(self._text)):
            raise StopIteration
        return line


@contextmanager
def lines_of(raw: IO[bytes], encoding: str, place: int = 0) -> Iterator[DecodedLines]:
    """Read lines, each with the line feed that ends it; none is longer than a record may be, and one character."""
    text = io.TextIOWrapper(raw, encoding=encoding, errors=UNDECODED, newline="\n")
    try:
        if place:
            text.seek(place)
        yield DecodedLines(text)
    finally:
        text.detach()


def _line(text: io.TextIOWrapper) -> str:
    try:
        return text.readline(LONGEST + 1)
    except UnicodeError as broken:
        said = f"this does not begin with the byte order mark by which {text.encoding} is read"
        raise Broken(Flaw(line=1, said=said, undecoded=True)) from broken


def whole_lines(begins: bytes) -> bytes:
    """Leave out of a text's beginning the line at its end, of which there is only a part."""
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(begins[:2]) or wide_of(begins[:_LOOKED_AT])
    feed = "\n".encode(wide or "ascii")
    end = begins.rfind(feed)
    # Of UTF-16, half of one character and half of the next may look like it.
    while end % len(feed):
        end = begins.rfind(feed, 0, end + len(feed) - 1)
    return begins[: end + len(feed)] if end >= 0 else begins
