"""Documents as the rows tantivy is given."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from spice.adapters.tantivy.layout import (
    DEAD,
    FOLDED,
    HIGH,
    LATITUDE,
    LONG,
    LONGITUDE,
    MANY,
    MARKS,
    MONTH,
    PAIR,
    SOURCE,
    TYPED,
    UID,
    VERSION,
    WORDS,
    key_of_field,
)
from spice.adapters.tantivy.source import written
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.search.intervals import months, ticks
from spice.domain.search.order_keys import key_of, number_key, time_key, word_key
from spice.domain.search.values import Place, field_values, moment_of
from spice.domain.text.analysis import analyse
from spice.domain.text.folding import fold
from spice.messages.codec import encode
from spice.ports.search_index import Document

LONGEST_FOLDED = 4000
"""Of longer texts `contains` reads the source."""

SEPARATOR = "\x01"


@dataclass(slots=True)
class Row:
    """The columns of one document while they are being filled."""

    k: dict[str, object] = field(default_factory=dict)
    o: dict[str, object] = field(default_factory=dict)
    n: dict[str, object] = field(default_factory=dict)
    folded: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


Put = Callable[[Row, str, Any], None]


def row_of(document: Document) -> str:
    """Write a document as JSON for tantivy."""
    uid = document.stream.hex
    row: dict[str, object] = {UID: uid, HIGH: high(document.stream), VERSION: document.version}
    if document.deleted:
        return encode(row | {MARKS: [DEAD]}).decode()
    plan = _plan_of(document.fields)
    filled = Row()
    data = document.data
    for name, kind, key, put, plain in plan.parts:
        value = data.get(name)
        if type(value) in plain:
            put(filled, key, value)
        elif value is not None or "." in name:
            _put_all(filled, name, kind, key, field_values(data, name, kind))
    _put_meta(filled, document)
    source = b64encode(written(document, plan.paths)).decode()
    return encode(row | _columns(filled) | {SOURCE: source}).decode()


def high(stream: UUID) -> int:
    """Take the first 8 bytes of a stream's key."""
    return stream.int >> 64


def _put_text(row: Row, key: str, value: str) -> None:
    _add(row.k, key, word_key(value))
    folded = fold(value)
    if len(folded) > LONGEST_FOLDED:
        row.marks.append(LONG + key)
    row.folded.append(key + SEPARATOR + folded[:LONGEST_FOLDED])
    known = analyse(value)
    row.words += known.terms
    if known.whole:
        row.marks.append("=" + known.whole)
    row.marks += ["~" + root for root in known.stems]
    row.typed += known.typed


def _put_number(row: Row, key: str, value: Any) -> None:
    exact, nearest = number_key(value)
    _add(row.o, key, exact)
    _add(row.n, key, nearest)


def _put_time(row: Row, key: str, value: Any) -> None:
    moment = moment_of(value) if type(value) is str else value
    if moment is not None:
        exact, count, month = _timed(moment)
        _add(row.o, key, exact)
        _add(row.n, key, count)
        _add(row.n, key + MONTH, month)


def _put_boolean(row: Row, key: str, value: bool) -> None:
    _add(row.k, key, key_of("boolean", value))


def _put_place(row: Row, key: str, value: Place) -> None:
    latitude, longitude = value
    row.k[key] = "y1"
    _add(row.k, key + PAIR, f"{latitude!r},{longitude!r}")
    _add(row.o, key + LATITUDE, number_key(latitude)[0])
    _add(row.o, key + LONGITUDE, number_key(longitude)[0])


_PUT: dict[FieldKind, tuple[Put, tuple[type, ...]]] = {
    "text": (_put_text, (str,)),
    "keyword": (_put_text, (str,)),
    "number": (_put_number, (int, Decimal)),
    "time": (_put_time, (str,)),
    "boolean": (_put_boolean, (bool,)),
    "point": (_put_place, ()),
}


def _put_all(row: Row, name: str, kind: FieldKind, key: str, values: Sequence[object]) -> None:
    put = _PUT[kind][0]
    for value in values:
        put(row, key, value)
    if len(values) > 1:
        row.marks.append(MANY + key)


def _put_meta(row: Row, document: Document) -> None:
    for key, value in ((_ID, document.id), (_CLASS, document.class_id), (_BY, document.updated_by)):
        row.k[key] = word_key(value)
        row.folded.append(key + SEPARATOR + fold(value))
    _put_number(row, _VERSION, document.version)
    _put_time(row, _CREATED, document.created_at)
    _put_time(row, _UPDATED, document.updated_at)
    row.o["length"] = f"l{min(len(row.words), 9999):04d}"


def _columns(row: Row) -> dict[str, object]:
    return {
        "k": row.k,
        "o": row.o,
        "n": row.n,
        FOLDED: row.folded,
        WORDS: " ".join(row.words),
        MARKS: row.marks,
        TYPED: row.typed,
    }


def _add(held: dict[str, object], key: str, value: object) -> None:
    before = held.get(key)
    if before is None:
        held[key] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        held[key] = [before, value]


@lru_cache(maxsize=1 << 16)
def _timed(moment: datetime) -> tuple[str, int, int]:
    return time_key(moment), ticks(moment), months(moment)


@dataclass(frozen=True, slots=True)
class _Plan:
    parts: Sequence[tuple[str, FieldKind, str, Put, tuple[type, ...]]]
    paths: Sequence[str]


@lru_cache(maxsize=1024)
def _plan(fields: tuple[tuple[str, FieldKind], ...]) -> _Plan:
    parts = [(name, kind, key_of_field(name), *_PUT[kind]) for name, kind in fields]
    return _Plan(parts, [name for name, kind in fields if kind in ("text", "keyword")])


def _plan_of(fields: Mapping[str, FieldKind]) -> _Plan:
    return _plan(tuple(fields.items()))


_CLASS, _ID, _BY = key_of_field("_class"), key_of_field("_id"), key_of_field("_updated_by")
_VERSION, _CREATED, _UPDATED = key_of_field("_version"), key_of_field("_created_at"), key_of_field("_updated_at")
