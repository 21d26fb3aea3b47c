"""Exports: instances as CSV or as JSON lines, a part at a time."""

import csv
import io
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from spice.application.query_json_schema import parent_of
from spice.application.query_ontology import Schema
from spice.application.query_search import MOST, Search, Searcher
from spice.messages.codec import decode, encode
from spice.ports.directory import Database

PART_BYTES = 4_000_000
PART_ROWS = 10_000
PART_SECONDS = 8.0
FORMATS = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
_BEFORE = ("id", "class", "version")
_AFTER = ("created_at", "updated_at", "updated_by")

_lines = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an export; without a cursor it is the last."""

    body: bytes
    next_cursor: str | None


class Exporter:
    """Walks a search to its end, as far as one answer may go."""

    def __init__(self, searcher: Searcher, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._searcher = searcher
        self._clock = clock

    def part(self, database: Database, schema: Schema, asked: Search, *, form: str) -> Part:
        """Write the next part: whole pages until the answer is full. A CSV's first part has the header."""
        write, head = _writer(form, columns(schema, asked.class_name))
        body = bytearray(head if asked.cursor is None else b"")
        rows, cursor, deadline = 0, asked.cursor, self._clock() + PART_SECONDS
        while True:
            page = self._searcher.search(database, schema, replace(asked, cursor=cursor, limit=MOST))
            lines = _lines(page.rows)
            body += write(lines)
            rows, cursor = rows + len(lines), page.next_cursor
            full = rows >= PART_ROWS or len(body) + len(bytes(page.rows)) > PART_BYTES
            if cursor is None or full or self._clock() > deadline:
                return Part(body=bytes(body), next_cursor=cursor)


def columns(schema: Schema, class_name: str | None) -> list[str]:
    """Name the columns of a class and its subclasses, in the order the classes name them."""
    family: Iterable[str] = schema.documents
    if class_name is not None:
        shape = schema.named(class_name)
        family = [*_ancestors(schema, shape.id), *shape.family]
    names: dict[str, None] = {}
    for class_id in family:
        document = schema.documents[class_id]
        for part in (*(document.get("properties") or ()), *(document.get("relationships") or ())):
            names.setdefault(str(part["name"]))
    return list(names)


def _ancestors(schema: Schema, class_id: str) -> list[str]:
    chain: list[str] = []
    while (parent := parent_of(schema, class_id)) is not None:
        chain.insert(0, parent)
        class_id = parent
    return chain


def _writer(form: str, names: Sequence[str]) -> tuple[Callable[[Sequence[msgspec.Raw]], bytes], bytes]:
    if form == "ndjson":
        return lambda lines: b"".join(bytes(line) + b"\n" for line in lines), b""
    header = _csv([[*_BEFORE, *names, *_AFTER]])
    return lambda lines: _csv(_cells(decode(bytes(line)), names) for line in lines), header


def _cells(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    data = row["data"]
    return [
        *(_cell(row[name]) for name in _BEFORE),
        *(_cell(data.get(name)) for name in names),
        *(_cell(row[name]) for name in _AFTER),
    ]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else encode(value).decode()


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
