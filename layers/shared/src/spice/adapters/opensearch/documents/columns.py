"""The columns of a document while they are being filled, value by value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from spice.adapters.opensearch.documents.languages import language_of
from spice.adapters.opensearch.documents.layout import (
    COUNTED,
    EQUALS,
    FOLDED,
    GRAIN,
    LATITUDE,
    LENGTH,
    LONG,
    LONGEST_FOLDED,
    LONGITUDE,
    MARKS,
    MONTH,
    NUMBERS,
    PAIR,
    TERMS,
    TYPED,
    WORDS,
)
from spice.adapters.opensearch.documents.slots import Slots
from spice.domain.datatypes.kinds import FieldKind
from spice.searching.intervals import EARLY, ZONES_ARE_EVEN_SINCE, minutes, months
from spice.searching.number_keys import number_key
from spice.searching.order_keys import key_of, time_key, word_key
from spice.searching.ranks import RANKS
from spice.searching.text.analysis import analyse
from spice.searching.text.folding import fold
from spice.searching.values import Place

_LONGEST_COUNT = 9999
_REMEMBERED = 64


@dataclass(slots=True)
class Columns:
    """The columns of a document while they are being filled."""

    places: Slots
    slotted: dict[str, object] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """A text's terms; no phrase goes from one text into the next."""
    length: int = 0
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
            WORDS: self.words,
            MARKS: self.marks,
            TYPED: self.typed,
            LENGTH: min(self.length, _LONGEST_COUNT),
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


def _put_text(columns: Columns, name: str, kind: FieldKind, value: str) -> None:
    exact, folded, words, length, marks, typed = text_parts(value)
    columns.key(name, kind, exact if kind in ("text", "keyword") else key_of(kind, value))
    columns.folded.append(name + EQUALS + folded)
    columns.words.append(words)
    columns.length += length
    columns.marks += marks
    columns.typed += typed
    if len(folded) == LONGEST_FOLDED:
        columns.marks.append(LONG + name)
    if kind == "text" and (language := language_of(value)):
        columns.spoken.setdefault(language, []).append(value)


def _put_number(columns: Columns, name: str, kind: FieldKind, value: Any) -> None:
    exact, nearest, grain = number_key(value)
    columns.key(name, kind, exact)
    columns.number(name, kind, nearest)
    if grain:
        columns.marks.append(f"{GRAIN}{grain}:{name}")


def _put_time(columns: Columns, name: str, kind: FieldKind, value: datetime) -> None:
    columns.key(name, kind, time_key(value))
    columns.number(name, kind, minutes(value))
    columns.number(name, kind, months(value), month=True)
    if value.year < ZONES_ARE_EVEN_SINCE:
        columns.marks.append(f"{GRAIN}{EARLY}:{name}")


def _put_octets(columns: Columns, name: str, kind: FieldKind, value: str) -> None:
    columns.key(name, kind, word_key(value))


def _put_boolean(columns: Columns, name: str, kind: FieldKind, value: bool) -> None:
    columns.key(name, kind, key_of("boolean", value))


def _put_place(columns: Columns, name: str, kind: FieldKind, value: Place) -> None:
    latitude, longitude = value
    columns.terms += [
        f"{name}{EQUALS}y1",
        f"{name}{PAIR}{EQUALS}{latitude!r},{longitude!r}",
        f"{name}{LATITUDE}{EQUALS}{number_key(latitude)[0]}",
        f"{name}{LONGITUDE}{EQUALS}{number_key(longitude)[0]}",
    ]


PUT: dict[FieldKind, Callable[[Columns, str, FieldKind, Any], None]] = {
    "text": _put_text,
    "keyword": _put_text,
    "number": _put_number,
    "time": _put_time,
    "boolean": _put_boolean,
    "point": _put_place,
    **dict.fromkeys(RANKS, _put_text),
    "octets": _put_octets,
    "composite": _put_boolean,
    "sealed": _put_octets,
}

TextParts = tuple[str, str, str, int, tuple[str, ...], tuple[str, ...]]


def text_parts(value: str) -> TextParts:
    """Encode a text: its key, its folded beginning, its terms and their number, marks, how it is typed."""
    return _remembered(value) if len(value) <= _REMEMBERED else _text_parts(value)


def _text_parts(value: str) -> TextParts:
    known = analyse(value)
    whole = ("=" + known.whole,) if known.whole else ()
    marks = (*whole, *("~" + root for root in known.stems))
    folded = fold(value)[:LONGEST_FOLDED]
    return word_key(value), folded, " ".join(known.terms), len(known.terms), marks, known.typed


_remembered = lru_cache(maxsize=1 << 15)(_text_parts)
