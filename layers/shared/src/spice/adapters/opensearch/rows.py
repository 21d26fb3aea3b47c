"""Documents as the rows OpenSearch is given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from spice.adapters.opensearch.languages import language_of
from spice.adapters.opensearch.layout import (
    COUNTED,
    DELETED,
    EQUALS,
    FOLDED,
    LATITUDE,
    LENGTH,
    LONG,
    LONGEST_FOLDED,
    LONGITUDE,
    MANY,
    MARKS,
    MONTH,
    NUMBERS,
    PAIR,
    SOURCE,
    TERMS,
    TYPED,
    UID,
    WORDS,
)
from spice.adapters.opensearch.slots import META, Field, Slots
from spice.adapters.search_source import written
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.search.intervals import months, ticks
from spice.domain.search.order_keys import key_of, number_key, time_key, word_key
from spice.domain.search.values import Place, field_values, moment_of
from spice.domain.text.analysis import analyse
from spice.domain.text.folding import fold
from spice.messages.codec import encode
from spice.ports.search_index import Document

_LONGEST_COUNT = 9999
_REMEMBERED = 64


def fields_of(document: Document) -> list[Field]:
    """Name the fields that want a slot; places are not sorted or grouped by."""
    return [*META, *((name, kind) for name, kind in document.fields.items() if kind != "point")]


def row_of(document: Document, slots: Slots) -> bytes:
    """Write a document as two lines of a bulk request; a deleted one stays, with its version and a mark."""
    uid = document.stream.hex
    action = {"index": {"_id": uid, "version": document.version, "version_type": "external_gte"}}
    row: dict[str, object] = {UID: uid, DELETED: document.deleted}
    if not document.deleted:
        row |= _columns(document, slots).named()
        texts = [name for name, kind in document.fields.items() if kind in ("text", "keyword")]
        row[SOURCE] = written(document, texts)
    return encode(action) + b"\n" + encode(row) + b"\n"


@dataclass(slots=True)
class _Columns:
    """The columns of a document while they are being filled."""

    places: Slots
    slotted: dict[str, object] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    spoken: dict[str, list[str]] = field(default_factory=dict)

    def key(self, name: str, kind: FieldKind, key: str) -> None:
        """Add an order key: as a term, and in the field's own column."""
        self.terms.append(name + EQUALS + key)
        self._slot("k", name, kind, key)

    def number(self, name: str, kind: FieldKind, value: float, *, month: bool = False) -> None:
        """Add a figure, in the field's own column or in the shared one."""
        if not self._slot("m" if month else "n", name, kind, value):
            self.numbers.append(f"{name}{MONTH if month else ''}{EQUALS}{value!r}{COUNTED}{len(self.numbers)}")

    def named(self) -> dict[str, object]:
        """Give them their names."""
        return {
            **self.slotted,
            TERMS: self.terms,
            NUMBERS: self.numbers,
            FOLDED: self.folded,
            WORDS: " ".join(self.words),
            MARKS: self.marks,
            TYPED: self.typed,
            LENGTH: min(len(self.words), _LONGEST_COUNT),
            **self.spoken,
        }

    def _slot(self, letter: str, name: str, kind: FieldKind, value: object) -> bool:
        slot = self.places.by_field.get((name, kind))
        if slot is None:
            return False
        column = f"{letter}{slot}"
        before = self.slotted.get(column)
        if before is None:
            self.slotted[column] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            self.slotted[column] = [before, value]
        return True


def _columns(document: Document, slots: Slots) -> _Columns:
    columns = _Columns(slots)
    for (name, kind), value in zip(META, _meta(document), strict=True):
        if kind == "keyword":
            columns.key(name, kind, word_key(str(value)))
            columns.folded.append(name + EQUALS + fold(str(value))[:LONGEST_FOLDED])
        else:
            _PUT[kind](columns, name, kind, value)
    for name, kind, value in _values(document.data, document.fields, columns):
        _PUT[kind](columns, name, kind, value)
    return columns


def _values(
    data: Mapping[str, object], fields: Mapping[str, FieldKind], columns: _Columns
) -> Iterator[tuple[str, FieldKind, Any]]:
    for name, kind in fields.items():
        values = field_values(data, name, kind)
        if len(values) > 1:
            columns.marks.append(MANY + name)
        for value in values:
            yield name, kind, value


def _meta(document: Document) -> tuple[object, ...]:
    return (
        document.id,
        document.class_id,
        document.version,
        document.created_at,
        document.updated_at,
        document.updated_by,
    )


def _put_text(columns: _Columns, name: str, kind: FieldKind, value: str) -> None:
    exact, folded, terms, marks, typed = text_parts(value)
    columns.key(name, kind, exact)
    columns.folded.append(name + EQUALS + folded)
    columns.words += terms
    columns.marks += marks
    columns.typed += typed
    if len(folded) == LONGEST_FOLDED:
        columns.marks.append(LONG + name)
    if kind == "text" and (language := language_of(value)):
        columns.spoken.setdefault(language, []).append(value)


def _put_number(columns: _Columns, name: str, kind: FieldKind, value: Any) -> None:
    exact, nearest = number_key(value)
    columns.key(name, kind, exact)
    columns.number(name, kind, nearest)


def _put_time(columns: _Columns, name: str, kind: FieldKind, value: datetime) -> None:
    moment = moment_of(value) if isinstance(value, str) else value
    if moment is not None:
        columns.key(name, kind, time_key(moment))
        columns.number(name, kind, ticks(moment))
        columns.number(name, kind, months(moment), month=True)


def _put_boolean(columns: _Columns, name: str, kind: FieldKind, value: bool) -> None:
    columns.key(name, kind, key_of("boolean", value))


def _put_place(columns: _Columns, name: str, kind: FieldKind, value: Place) -> None:
    latitude, longitude = value
    columns.terms += [
        f"{name}{EQUALS}y1",
        f"{name}{PAIR}{EQUALS}{latitude!r},{longitude!r}",
        f"{name}{LATITUDE}{EQUALS}{number_key(latitude)[0]}",
        f"{name}{LONGITUDE}{EQUALS}{number_key(longitude)[0]}",
    ]


_PUT: dict[FieldKind, Callable[[_Columns, str, FieldKind, Any], None]] = {
    "text": _put_text,
    "keyword": _put_text,
    "number": _put_number,
    "time": _put_time,
    "boolean": _put_boolean,
    "point": _put_place,
}

TextParts = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def text_parts(value: str) -> TextParts:
    """Encode a text: its key, its folded beginning, its terms, marks, and how it is typed."""
    return _remembered(value) if len(value) <= _REMEMBERED else _text_parts(value)


def _text_parts(value: str) -> TextParts:
    known = analyse(value)
    whole = ("=" + known.whole,) if known.whole else ()
    marks = (*whole, *("~" + root for root in known.stems))
    return word_key(value), fold(value)[:LONGEST_FOLDED], known.terms, marks, known.typed


_remembered = lru_cache(maxsize=1 << 15)(_text_parts)
