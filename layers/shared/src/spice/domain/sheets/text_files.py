"""Texts of records as sheets: CSV and its kin by the strict reader, mended where it can be, and lines of JSON."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import IO

from spice.domain.json_text import BROKEN, digits_in, json_text
from spice.domain.sheets.again import Again
from spice.domain.sheets.sheet import Cell, Enough, Gathering, Sheet, Sink, Unreadable, title_of
from spice.domain.tables.decoding import is_encoding, lines_of
from spice.domain.tables.delimiters import delimiter_named
from spice.domain.tables.dialects import delimiter_of
from spice.domain.tables.encodings import SAMPLE, Encoding, encoding_of, wide_of
from spice.domain.tables.flaws import Broken, Flaw, Strictness
from spice.domain.tables.lines import Lines
from spice.domain.tables.record import read_record

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
    whole = Again(begins, raw)
    with lines_of(whole, known.name) as lines:
        strictness = Strictness(lenient=True, tell=partial(_tell, flaws))
        mark: str | None = None
        try:
            head = _head(lines)
            first = next((line.removeprefix("\ufeff").lstrip() for line in head if line.strip("\ufeff \r\n\t")), "")
            if not first:
                raise Unreadable(f"{name} is empty")
            if _ARRAY.match("".join(head)):
                raise Unreadable(f"{name} is one JSON array", hint="write an object a line (NDJSON)")
            if first.startswith("{"):
                _refuse_delimiter(name, delimiter)
                _json(Lines(chain(head, lines), strictness), sink, name)
            else:
                mark = _separator(head) or delimiter_named(delimiter or "") or delimiter_of(_short(head))
                _records(Lines(chain(head, lines), strictness), mark, strictness, sink)
        except Broken as broken:
            raise Unreadable(f"{name}, {broken}") from broken
        except Enough:
            pass
    return TextDialect(encoding=known.name, reason=known.reason, delimiter=mark)


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


def _separator(head: Sequence[str]) -> str | None:
    """Read `sep=;`, with which a spreadsheet says it."""
    line = head[0].removeprefix("\ufeff").strip().strip('"') if head else ""
    return line[4] if line.lower().startswith("sep=") and len(line) == 5 else None


def _records(lines: Lines, delimiter: str, strictness: Strictness, sink: Sink) -> None:
    first = True
    while (line := lines.take()) is not None:
        if first and _separator([line.body]):
            first = False
            continue
        first = False
        cells, _ = read_record(lines, line, delimiter, strictness)
        sink.take(line.number, cells)


def _json(lines: Lines, sink: Sink, name: str) -> None:
    """Read an object a line: the keys of all of them are the header, which grows as they come."""
    known: set[str] = set()
    header: list[str] = []
    sink.take(0, header)
    for number, found in _objects(lines, name):
        fresh = [key for key in found if key not in known]
        header += fresh
        known.update(fresh)
        sink.take(number, [found.get(key) for key in header])


def _refuse_delimiter(name: str, delimiter: str | None) -> None:
    if delimiter is not None:
        said = f"{name} is lines of JSON, to which a delimiter does not apply: JSON says itself where a value ends"
        raise Unreadable(said, code="invalid_parameter")


def _objects(lines: Lines, name: str) -> Iterator[tuple[int, Mapping[str, Cell]]]:
    while (line := lines.take()) is not None:
        if not line.body.strip():
            continue
        try:
            found = digits_in(line.body)
            cells = {key: as_cell(value) for key, value in found.items()} if isinstance(found, dict) else None
        except BROKEN as broken:
            raise Unreadable(f"{name}, line {line.number:,}: this is no JSON ({broken})") from broken
        if cells is None:
            raise Unreadable(f"{name}, line {line.number:,}: this is no JSON object")
        yield line.number, cells


def as_cell(value: object) -> Cell:
    """Write a value of JSON as a cell has it: numbers with their own digits, within lists and objects too; an empty
    text is one."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return json_text(value) if isinstance(value, bool | list | dict) else str(value)
