"""Bytes of a file as lines of text; what cannot be decoded is marked, for the reader to tell where it stands."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from cli.failure import WrongUse
from spice.domain.tables.lines import LONGEST

UNDECODED = "spice.undecoded"


def _marked(broken: UnicodeError) -> tuple[str, int]:
    """Let each byte that is none in the encoding come as the surrogate U+DC00 + byte."""
    if not isinstance(broken, UnicodeDecodeError):
        raise broken
    return "".join(chr(0xDC00 + byte) for byte in broken.object[broken.start : broken.end]), broken.end


codecs.register_error(UNDECODED, _marked)


@contextmanager
def lines_of(raw: IO[bytes], encoding: str) -> Iterator[Iterator[str]]:
    """Read lines, each with the line feed that ends it; none is longer than a record may be, and one character."""
    try:
        text = io.TextIOWrapper(raw, encoding=encoding, errors=UNDECODED, newline="\n")
    except LookupError as unknown:
        raise WrongUse(f"there is no encoding {encoding!r}") from unknown
    try:
        yield iter(lambda: text.readline(LONGEST + 1), "")
    finally:
        text.detach()
