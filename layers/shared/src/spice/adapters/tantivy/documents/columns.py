"""The columns of a document while they are being filled, value by value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from spice.adapters.tantivy.documents.layout import (
    FOLDED,
    GRAIN,
    LATITUDE,
    LONG,
    LONGEST_FOLDED,
    LONGITUDE,
    MARKS,
    MONTH,
    PAIR,
    SEPARATOR,
    TYPED,
    WORDS,
)
from spice.domain.datatypes.kinds import FieldKind
from spice.searching.intervals import EARLY, ZONES_ARE_EVEN_SINCE, minutes, months
from spice.searching.moments import moment_of
from spice.searching.number_keys import number_key
from spice.searching.order_keys import key_of, time_key, word_key
from spice.searching.ranks import RANKS
from spice.searching.text.analysis import analyse
from spice.searching.text.folding import fold
from spice.searching.values import Place

_REMEMBERED = 64
_LONGEST_COUNT = 9999


@dataclass(slots=True)
class Columns:
    """`k` words, `o` what has an order, `n` figures, and what full text search looks at."""

    k: dict[str, object] = field(default_factory=dict)
    o: dict[str, object] = field(default_factory=dict)
    n: dict[str, object] = field(default_factory=dict)
    folded: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """A text's terms; no phrase goes from one text into the next."""
    length: int = 0
    marks: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def named(self) -> dict[str, object]:
        """Give them their names."""
        self.o["length"] = f"l{min(self.length, _LONGEST_COUNT):04d}"
        return {
            "k": self.k,
            "o": self.o,
            "n": self.n,
            FOLDED: self.folded,
            WORDS: self.words,
            MARKS: self.marks,
            TYPED: self.typed,
        }


Put = Callable[[Columns, str, Any], None]


def put_text(columns: Columns, key: str, value: str, ranked: str | None = None) -> None:
    """Add a text or a keyword."""
    exact, folded, words, length, marks, typed = text_parts(value)
    add(columns.k, key, ranked or exact)
    columns.folded.append(key + folded)
    columns.words.append(words)
    columns.length += length
    columns.marks += marks
    columns.typed += typed
    if len(folded) > LONGEST_FOLDED:
        columns.marks.append(LONG + key)


def put_name(columns: Columns, key: str, value: str) -> None:
    """Add a word that full text search does not look at."""
    columns.k[key], folded = name_parts(key, value)
    columns.folded.append(folded)


def name_parts(key: str, value: str) -> tuple[str, str]:
    """Encode a word: its key, and its folded beginning with its column."""
    return word_key(value), key + SEPARATOR + fold(value)[:LONGEST_FOLDED]


def put_number(columns: Columns, key: str, value: Any) -> None:
    """Add a number."""
    exact, nearest, grain = number_key(value)
    add(columns.o, key, exact)
    add(columns.n, key, nearest)
    if grain:
        columns.marks.append(f"{GRAIN}{grain}:{key}")


def put_time(columns: Columns, key: str, value: datetime | str) -> None:
    """Add a time."""
    put_parts(columns, key, time_parts(value))


def put_parts(columns: Columns, key: str, parts: "TimeParts | None") -> None:
    """Add an encoded time."""
    if parts:
        add(columns.o, key, parts[0])
        add(columns.n, key, parts[1])
        add(columns.n, key + MONTH, parts[2])
        if parts[3]:
            columns.marks.append(f"{GRAIN}{EARLY}:{key}")


def put_octets(columns: Columns, key: str, value: str) -> None:
    """Add bytes in a text: equal or not."""
    add(columns.k, key, word_key(value))


def put_ranked(columns: Columns, key: str, value: str, kind: FieldKind) -> None:
    """Add a text that has an order of its own."""
    put_text(columns, key, value, key_of(kind, value))


def put_boolean(columns: Columns, key: str, value: bool) -> None:
    """Add yes or no."""
    add(columns.k, key, key_of("boolean", value))


def put_place(columns: Columns, key: str, value: Place) -> None:
    """Add a place: that it is there, both numbers as a pair, and each."""
    latitude, longitude = value
    columns.k[key] = "y1"
    add(columns.k, key + PAIR, f"{latitude!r},{longitude!r}")
    add(columns.o, key + LATITUDE, number_key(latitude)[0])
    add(columns.o, key + LONGITUDE, number_key(longitude)[0])


PUT: dict[FieldKind, Put] = {
    "text": put_text,
    "keyword": put_text,
    "number": put_number,
    "time": put_time,
    "boolean": put_boolean,
    "point": put_place,
    **{kind: partial(put_ranked, kind=kind) for kind in RANKS},
    "octets": put_octets,
    "composite": put_boolean,
    "sealed": put_octets,
}


TimeParts = tuple[str, int, int, bool]


def time_parts(value: datetime | str) -> TimeParts | None:
    """Encode a time: its order key, its minute, its month, and whether zones were not yet even then. Texts come again
    and again, moments at which something was written do not."""
    return _remembered_time(value) if isinstance(value, str) else _time_parts(value)


def _time_parts(moment: datetime) -> TimeParts:
    return time_key(moment), minutes(moment), months(moment), moment.year < ZONES_ARE_EVEN_SINCE


@lru_cache(maxsize=1 << 16)
def _remembered_time(value: str) -> TimeParts | None:
    moment = moment_of(value)
    return None if moment is None else _time_parts(moment)


TextParts = tuple[str, str, str, int, tuple[str, ...], tuple[str, ...]]


def text_parts(value: str) -> TextParts:
    """Encode a text: its key, its folded beginning, its terms and their number, marks, how it is typed."""
    return _remembered(value) if len(value) <= _REMEMBERED else _text_parts(value)


def add(held: dict[str, object], key: str, value: object) -> None:
    """Add a value to a column: alone, or to a list."""
    before = held.get(key)
    if before is None:
        held[key] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        held[key] = [before, value]


def _text_parts(value: str) -> TextParts:
    known = analyse(value)
    whole = ("=" + known.whole,) if known.whole else ()
    marks = (*whole, *("~" + root for root in known.stems))
    folded = SEPARATOR + fold(value)[:LONGEST_FOLDED]
    return word_key(value), folded, " ".join(known.terms), len(known.terms), marks, known.typed


_remembered = lru_cache(maxsize=1 << 15)(_text_parts)
