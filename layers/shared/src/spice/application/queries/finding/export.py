"""Exports: instances as CSV or as JSON lines, whole or a part at a time; what they write, a load reads back."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from spice.application.ground.schemas import Schema
from spice.application.queries.finding.search import MOST, Search, Searcher
from spice.application.queries.json_schema import parent_of
from spice.domain.errors import DomainError, refuse
from spice.domain.tables.writer import harmless, row
from spice.messages.codec import decode, encode
from spice.messages.parquet.file import Group
from spice.ports.directory import Database

PART_BYTES = 4_000_000
PART_ROWS = 10_000
PART_SECONDS = 8.0
WHOLE_SECONDS = 20.0
FORMATS = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
META = ("version", "created_at", "updated_at", "updated_by")
FIRST = ("_id", "_class", *(f"_{name}" for name in META))
"""Columns before the properties, whose names never begin with an underscore."""

lines_of = msgspec.json.Decoder(list[msgspec.Raw]).decode
"""The instances of a page, each as JSON."""
Write = Callable[[Mapping[str, Any]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an export; without a cursor it is the last."""

    body: bytes
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How an export is written: `csv` or `ndjson`; for a spreadsheet, no cell of a CSV begins as a formula does."""

    name: str
    spreadsheet: bool = False


class Exporter:
    """Walks a search to its end, as far as one answer may go."""

    def __init__(self, searcher: Searcher, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._searcher = searcher
        self._clock = clock

    def whole(self, database: Database, schema: Schema, asked: Search, form: Form) -> bytes:
        """Write everything; too_large when that is more than one answer holds."""
        part = self._walk(database, schema, asked, form, rows=None, seconds=WHOLE_SECONDS)
        if part.next_cursor is not None:
            raise _too_large()
        return part.body

    def part(self, database: Database, schema: Schema, asked: Search, form: Form, *, rows: int) -> Part:
        """Write the next part, `rows` at most. A CSV's first part has the header."""
        return self._walk(database, schema, asked, form, rows=rows, seconds=PART_SECONDS)

    def _walk(
        self, database: Database, schema: Schema, asked: Search, form: Form, *, rows: int | None, seconds: float
    ) -> Part:
        write, head = writer_of(form, columns(schema, asked.class_name))
        body, cursor, deadline = bytearray(head if asked.cursor is None else b""), asked.cursor, self._clock() + seconds
        left, most, begun = rows, MOST, False
        while True:
            limit = most if left is None else min(most, left)
            page = self._searcher.search(database, schema, replace(asked, cursor=cursor, limit=limit))
            lines = lines_of(page.rows)
            made = [write(decode(bytes(line))) for line in lines]
            if rows is None and cursor is None and _never_fits(made, page.total):
                raise _too_large()
            written = b"".join(made)
            if len(body) + len(written) > PART_BYTES and begun:
                return Part(body=bytes(body), next_cursor=cursor)
            if len(written) > PART_BYTES and len(lines) > 1:
                most = len(lines) // 2
                continue
            body += written
            cursor, left, begun = page.next_cursor, None if left is None else left - len(lines), True
            if cursor is None or left == 0 or self._clock() > deadline:
                return Part(body=bytes(body), next_cursor=cursor)


def _never_fits(first: Sequence[bytes], total: int) -> bool:
    """Tell from the first page that all are more than an answer holds, were they all as short as the shortest there."""
    return min(map(len, first), default=0) * total > PART_BYTES


def _too_large() -> DomainError:
    said = "the export is more than one answer holds, which is 4 MB"
    parts = f'in parts, with limit=N (at most {PART_ROWS}), each with a Link (rel="next") to the next by its cursor'
    return refuse("too_large", said, hint=f"ask for it {parts}; or as one file, with POST …/exports")


def columns(schema: Schema, class_name: str | None) -> list[str]:
    """Name the properties of a class and its subclasses, in the order of their names."""
    return sorted(members(schema, class_name))


def members(schema: Schema, class_name: str | None) -> dict[str, list[Mapping[str, Any]]]:
    """Collect what a class, its parents and its subclasses have under each name."""
    family: Iterable[str] = schema.documents
    if class_name is not None:
        shape = schema.named(class_name)
        family = [*_ancestors(schema, shape.id), *shape.family]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for class_id in family:
        document = schema.documents[class_id]
        for part in (*(document.get("properties") or ()), *(document.get("relationships") or ())):
            found.setdefault(str(part["name"]), []).append(part)
    return found


def _ancestors(schema: Schema, class_id: str) -> list[str]:
    chain: list[str] = []
    while (parent := parent_of(schema, class_id)) is not None:
        chain.insert(0, parent)
        class_id = parent
    return chain


class Lines:
    """Writes instances one by one; what comes before the first where nothing is written yet."""

    groups: Sequence[Group] = ()

    def __init__(self, form: Form, names: Sequence[str], *, begun: bool) -> None:
        self._write, head = writer_of(form, names)
        self._head, self.weight = b"" if begun else head, 0

    def write(self, found: Iterable[Mapping[str, Any]]) -> bytes:
        """Write instances."""
        made = b"".join([self._head, *map(self._write, found)])
        self._head, self.weight = b"", self.weight + len(made)
        return made

    def paused(self, before: int, least: int) -> bytes:
        """Give nothing: all lines are given."""
        return b""

    def end(self) -> bytes:
        """Give what a file without lines has."""
        return self._head


def writer_of(form: Form, names: Sequence[str]) -> tuple[Write, bytes]:
    """Give what writes an instance that was found, and what comes before the first."""
    if form.name == "ndjson":
        return _json_line, b""
    written = _harmless_cell if form.spreadsheet else _cell
    return lambda found: row(map(written, _values(found, names))).encode(), row([*FIRST, *names]).encode()


def _json_line(found: Mapping[str, Any]) -> bytes:
    """Write a line as a bulk request has it, with what the platform alone says in `meta`."""
    line = {name: found[name] for name in ("class", "id", "data")}
    return encode({**line, "meta": {name: found[name] for name in META}}) + b"\n"


def _values(found: Mapping[str, Any], names: Sequence[str]) -> Iterable[object]:
    data = found["data"]
    return [found["id"], found["class"], *(found[name] for name in META), *map(data.get, names)]


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return encode(value).decode()


def _harmless_cell(value: object) -> str | None:
    return harmless(value) if isinstance(value, str) else _cell(value)
