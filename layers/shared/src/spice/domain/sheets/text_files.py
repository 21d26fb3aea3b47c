"""Texts of records as sheets: CSV and its kin by the strict reader, mended where it can be, and lines of JSON."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import IO

from spice.domain.sheets.again import Again
from spice.domain.sheets.sheet import Enough, Gathering, Sheet, Sink, Unreadable, title_of
from spice.domain.sheets.text_records import Pause, Place, hand_objects, hand_records, never, separator_in
from spice.domain.tables.decoding import is_encoding, lines_of
from spice.domain.tables.delimiters import delimiter_named
from spice.domain.tables.dialects import delimiter_of
from spice.domain.tables.encodings import SAMPLE, Encoding, encoding_of, wide_of
from spice.domain.tables.flaws import Broken, Flaw, Strictness
from spice.domain.tables.lines import Lines

_LOOKED_AT, _LOOKED_AT_CHARACTERS = 400, 256 * 1024
_MOST_NOTES = 20
_ARRAY = re.compile(r"[\ufeff\s]*\[\s*(?:\{|\]\s*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDialect:
    """How a text is written: its encoding, how that is known, and what stands between cells (None: lines of JSON).

    `undecoded`: the first byte that is none in the encoding, and its place.
    """

    encoding: str
    reason: str
    delimiter: str | None
    undecoded: str | None = None


def read_text(
    raw: IO[bytes], name: str, gathering: Gathering, *, encoding: str | None = None, delimiter: str | None = None
) -> tuple[Sheet, TextDialect]:
    """Read a text file; what breaks the rules of its format is mended and noted."""
    flaws = list[Flaw]()
    dialect = walk_text(raw, name, gathering, flaws, encoding=encoding, delimiter=delimiter)
    return gathered(name, gathering, dialect, flaws)


def gathered(name: str, gathering: Gathering, dialect: TextDialect, flaws: Sequence[Flaw]) -> tuple[Sheet, TextDialect]:
    """Give the sheet of a text that was walked, with what was mended in it."""
    notes = [f"{Broken(flaw)}: {flaw.mended}" for flaw in flaws[:_MOST_NOTES]]
    undecoded = next((str(Broken(flaw)) for flaw in flaws if flaw.undecoded), None)
    sheet = replace(gathering.sheet(title_of(name), notes), is_listed=dialect.delimiter is None)
    return sheet, replace(dialect, undecoded=undecoded)


def walk_text(
    raw: IO[bytes],
    name: str,
    sink: Sink,
    flaws: list[Flaw],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> TextDialect:
    """Hand every row of a text file over, however many there are; a few of its flaws are kept."""
    begins = raw.read(SAMPLE)
    known = _encoding(begins, name, encoding)
    with _refusing(name), lines_of(Again(begins, raw), known.name) as lines:
        head = _head(lines)
        dialect = _dialect(head, known, name, delimiter)
        strictness = Strictness(lenient=True, tell=partial(_tell, flaws))
        _walk(Lines(chain(head, lines), strictness), dialect, strictness, sink, name, [], never)
    return dialect


def dialect_of(raw: IO[bytes], name: str, *, encoding: str | None = None, delimiter: str | None = None) -> TextDialect:
    """Tell how a text that seeks is written, by its beginning."""
    raw.seek(0)
    known = _encoding(raw.read(SAMPLE), name, encoding)
    raw.seek(0)
    with _refusing(name), lines_of(raw, known.name) as lines:
        return _dialect(_head(lines), known, name, delimiter)


def walk_slice(
    raw: IO[bytes], name: str, dialect: TextDialect, sink: Sink, flaws: list[Flaw], *, place: Place, pause: Pause
) -> Place:
    """Hand rows of a text that seeks over, from a place on, until it is time; answers the place it came to."""
    strictness = Strictness(lenient=True, tell=partial(_tell, flaws))
    header, ended, at = list(place.header), False, place.at
    raw.seek(0)
    with _refusing(name), lines_of(raw, dialect.encoding, int(place.at)) as found:
        lines = Lines(found, strictness, number=place.number, parted=place.parted)
        ended = _walk(lines, dialect, strictness, sink, name, header, pause)
        at = str(found.place)
    number, parted = lines.counted or (0, 0)
    return Place(at=at, number=number, parted=parted, header=header, ended=ended)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Say by the file's name what is wrong with it; that Enough was read is no fault."""
    try:
        yield
    except Broken as broken:
        raise Unreadable(f"{name}, {broken}") from broken
    except Enough:
        pass


def _dialect(head: Sequence[str], known: Encoding, name: str, delimiter: str | None) -> TextDialect:
    first = next((line.removeprefix("\ufeff").lstrip() for line in head if line.strip("\ufeff \r\n\t")), "")
    if not first:
        raise Unreadable(f"{name} is empty")
    if _ARRAY.match("".join(head)):
        raise Unreadable(f"{name} is one JSON array", hint="write an object a line (NDJSON)")
    mark = None
    if first.startswith("{"):
        _refuse_delimiter(name, delimiter)
    else:
        mark = separator_in(head[0]) or delimiter_named(delimiter or "") or delimiter_of(_short(head))
    return TextDialect(encoding=known.name, reason=known.reason, delimiter=mark)


def _walk(
    lines: Lines,
    dialect: TextDialect,
    strictness: Strictness,
    sink: Sink,
    name: str,
    header: list[str],
    pause: Pause,
) -> bool:
    if dialect.delimiter is None:
        return hand_objects(lines, header, sink, name, pause)
    return hand_records(lines, dialect.delimiter, strictness, sink, pause)


def _head(lines: Iterator[str]) -> list[str]:
    """Take the lines by which the dialect is told: few, and fewer where they are long."""
    head: list[str] = []
    size = 0
    while len(head) < _LOOKED_AT and size < _LOOKED_AT_CHARACTERS and (line := next(lines, None)) is not None:
        head.append(line)
        size += len(line)
    return head


def _short(head: Sequence[str]) -> Sequence[str]:
    """Leave out of a last line what is more than is looked at."""
    return [*head[:-1], head[-1][:_LOOKED_AT_CHARACTERS]]


def _tell(flaws: list[Flaw], flaw: Flaw) -> None:
    """Keep the first few flaws, and the first of the encoding however late it comes."""
    if len(flaws) < _MOST_NOTES or (flaw.undecoded and not any(each.undecoded for each in flaws)):
        flaws.append(flaw)


def _encoding(begins: bytes, name: str, asked: str | None) -> Encoding:
    if asked is not None:
        if not is_encoding(asked):
            raise Unreadable(f"there is no text encoding {asked!r}", code="invalid_parameter")
        return Encoding(asked, "it was asked for")
    if _is_binary(begins):
        raise Unreadable(
            f"{name} is no table: it holds bytes that no text has", hint="CSV, TSV, JSON lines, XLSX, XLS, ODS"
        )
    return encoding_of(begins)


def _is_binary(begins: bytes) -> bool:
    """Tell bytes from text: control characters, and zeros that are not those of UTF-16."""
    head = begins[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    if (wide := wide_of(head)) is not None:
        text = head[: len(head) // 2 * 2].decode(wide, "replace")
        return sum(char < " " and char not in "\t\r\n" for char in text) > len(text) // 50
    odd = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return odd > len(head) // 50 or 0 in head


def _refuse_delimiter(name: str, delimiter: str | None) -> None:
    if delimiter is not None:
        said = f"{name} is lines of JSON, to which a delimiter does not apply: JSON says itself where a value ends"
        raise Unreadable(said, code="invalid_parameter")
