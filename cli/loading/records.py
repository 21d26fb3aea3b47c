"""Sources as records: NDJSON or a table, told apart by name or by how it begins."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any, cast

from cli.failure import Failure, WrongUse
from cli.loading.columns import Columns, table
from cli.loading.files import Source, reading
from cli.loading.json_lines import json_lines
from spice.domain.tables.decoding import is_encoding, lines_of
from spice.domain.tables.encodings import SAMPLE, encoding_of
from spice.domain.tables.flaws import Broken, Flaw, Strictness

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How sources are read."""

    columns: Columns
    encoding: str
    delimiter: str | None
    lenient: bool


class Unreadable(Failure):
    """A source breaks the rules of its format; the message names the source, the line and the column."""

    def __init__(self, source: Source, encoding: str, flaw: Flaw) -> None:
        said = told(source.name, flaw)
        if flaw.undecoded:
            said += f"; --encoding says which it is{_likely(source, encoding)}"
        super().__init__(said + (f" (--lenient: {flaw.mended})" if flaw.mended else ""))


def _likely(source: Source, asked: str) -> str:
    """Name the encoding that the beginning of a source looks like, where that is another than was asked for."""
    if source.lasting:
        with source.open() as raw:
            found = encoding_of(raw.read(SAMPLE))
        if codecs.lookup(found.name.removesuffix("-sig")).name != codecs.lookup(asked).name:
            return f", perhaps {found.name} ({found.reason})"
    return ", such as cp949" if codecs.lookup(asked).name == "utf-8" else ""


def told(name: str, flaw: Flaw) -> str:
    """Say a flaw in a sentence."""
    return f"{name}: {Broken(flaw)}"


def records(source: Source, how: Reading, strictness: Strictness) -> Iterator[tuple[int, Document]]:
    """Read a source as (line number, what to send of it)."""
    if not is_encoding(how.encoding):
        raise WrongUse(f"there is no text encoding {how.encoding!r}")
    encoding = how.encoding
    try:
        with reading(source.name), source.open() as raw:
            raw, encoding = _marked(raw, encoding)
            with lines_of(raw, encoding) as lines:
                yield from _records(source, lines, how, strictness)
    except Broken as broken:
        raise Unreadable(source, encoding, broken.flaw) from broken


def _marked(raw: IO[bytes], asked: str) -> tuple[IO[bytes], str]:
    """Heed a byte order mark of UTF-16: in UTF-8 there is no such byte."""
    if codecs.lookup(asked).name not in ("utf-8", "utf-8-sig"):
        return raw, asked
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
    begins = buffered.peek(4)[:4]
    return buffered, (
        encoding_of(begins).name if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else asked
    )


def _records(
    source: Source, lines: Iterator[str], how: Reading, strictness: Strictness
) -> Iterator[tuple[int, Document]]:
    kind, begun = source.kind, list[str]()
    if kind is None:
        first = next(lines, "")
        begun, kind = [first] if first else [], _kind_of(source, first)
    whole = chain(begun, lines)
    if kind == "ndjson":
        if source.kind or begun:
            _refuse_unheeded(source, how)
        yield from json_lines(whole, how.columns, strictness)
    else:
        delimiter = how.delimiter or ("\t" if kind == "tsv" else None)
        try:
            yield from table(whole, how.columns, strictness, delimiter=delimiter)
        except WrongUse as wrong:
            raise WrongUse(f"{source.name}: {wrong}") from wrong


def _refuse_unheeded(source: Source, how: Reading) -> None:
    """Refuse options of tables for what is none: unheeded in silence, they would seem to be at work."""
    options = {"--na": how.columns.absent, "--delimiter": how.delimiter, "--spreadsheet": how.columns.spreadsheet}
    if given := [option for option, value in options.items() if value]:
        applies = "does not apply" if len(given) == 1 else "do not apply"
        why = "JSON says itself what is absent, where a value ends, and what is text"
        raise WrongUse(f"{source.name} is NDJSON, to which {' and '.join(given)} {applies}: {why}")


def _kind_of(source: Source, first: str) -> str:
    """Tell by its first line what a source is whose name does not say; an empty one is an export of nothing."""
    begins = first.removeprefix("\ufeff").lstrip()
    if begins.startswith("["):
        raise Failure(f"{source.name} is one JSON array: write an object a line (NDJSON)")
    return "ndjson" if begins.startswith("{") or not first else "csv"
