"""Documents as the rows tantivy is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from spice.adapters.engines.source import written
from spice.adapters.tantivy.documents.columns import (
    PUT,
    Columns,
    name_parts,
    put_name,
    put_parts,
    text_parts,
    time_parts,
)
from spice.adapters.tantivy.documents.layout import (
    DEAD,
    GRAIN,
    HIGH,
    MANY,
    MARKS,
    MONTH,
    SOURCE,
    UID,
    VERSION,
    key_of_field,
)
from spice.domain.datatypes.kinds import WORDED, FieldKind
from spice.messages.codec import encode
from spice.ports.search_index import Document
from spice.searching.intervals import EARLY
from spice.searching.number_keys import number_key
from spice.searching.values import field_values

_CLASS, _ID, _BY = key_of_field("_class"), key_of_field("_id"), key_of_field("_updated_by")
_VERSION, _CREATED, _UPDATED = key_of_field("_version"), key_of_field("_created_at"), key_of_field("_updated_at")
_NUMBERS = (int, Decimal)
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class _Plan:
    """A class's fields by how they are read: (name, key). `others` are walked and may have any shape."""

    numbers: Sequence[tuple[str, str]]
    texts: Sequence[tuple[str, str]]
    times: Sequence[tuple[str, str, str]]
    others: Sequence[tuple[str, str]]
    kinds: Mapping[str, FieldKind]
    paths: Sequence[str]


def row_of(document: Document, uid: str) -> str:
    """Write a document as JSON for tantivy."""
    row: dict[str, object] = {UID: uid, HIGH: high(document.stream), VERSION: document.version}
    if document.deleted:
        row[MARKS] = [DEAD]
        return encode(row).decode()
    plan = _plan_of(document.fields)
    columns, data = Columns(), document.searched
    odd = [*_numbers(columns, plan, data), *_texts(columns, plan, data), *_times(columns, plan, data), *plan.others]
    for name, key in odd:
        _put_all(columns, plan.kinds[name], key, field_values(data, name, plan.kinds[name]))
    _put_meta(columns, document)
    row |= columns.named()
    row[SOURCE] = written(document, uid, plan.paths)
    return encode(row).decode()


def high(stream: UUID) -> int:
    """Take the first 8 bytes of a stream's key."""
    return stream.int >> 64


# Most values are single and of their field's usual type: they are added here without a call for each. What is left is
# answered, to be walked.
def _numbers(columns: Columns, plan: _Plan, data: Mapping[str, object]) -> list[tuple[str, str]]:
    odd: list[tuple[str, str]] = []
    o, n, get = columns.o, columns.n, data.get
    for field in plan.numbers:
        name, key = field
        value = get(name)
        if type(value) in _NUMBERS:
            o[key], n[key], grain = number_key(value)
            if grain:
                columns.marks.append(f"{GRAIN}{grain}:{key}")
        elif value is not None:
            odd.append(field)
    return odd


def _texts(columns: Columns, plan: _Plan, data: Mapping[str, object]) -> list[tuple[str, str]]:
    odd: list[tuple[str, str]] = []
    for field in plan.texts:
        name, key = field
        value = data.get(name)
        if type(value) is str and len(value) <= _REMEMBERED:
            columns.k[key], folded, words, length, marks, typed = text_parts(value)
            columns.folded.append(key + folded)
            columns.words.append(words)
            columns.length += length
            columns.marks += marks
            columns.typed += typed
        elif value is not None:
            odd.append(field)
    return odd


def _times(columns: Columns, plan: _Plan, data: Mapping[str, object]) -> list[tuple[str, str]]:
    odd: list[tuple[str, str]] = []
    for name, key, month in plan.times:
        value = data.get(name)
        if type(value) is str and (parts := time_parts(value)):
            columns.o[key], columns.n[key], columns.n[month], early = parts
            if early:
                columns.marks.append(f"{GRAIN}{EARLY}:{key}")
        elif value is not None:
            odd.append((name, key))
    return odd


def _put_all(columns: Columns, kind: FieldKind, key: str, values: Sequence[object]) -> None:
    for value in values:
        PUT[kind](columns, key, value)
    if len(values) > 1:
        columns.marks.append(MANY + key)


def _put_meta(columns: Columns, document: Document) -> None:
    put_name(columns, _ID, document.id)
    k, o, n = columns.k, columns.o, columns.n
    k[_CLASS], class_name = _name(_CLASS, document.class_id)
    k[_BY], by = _name(_BY, document.updated_by)
    columns.folded += (class_name, by)
    o[_VERSION], n[_VERSION], _ = number_key(document.version)
    created, updated = document.created_at, document.updated_at
    parts = time_parts(created)
    put_parts(columns, _CREATED, parts)
    put_parts(columns, _UPDATED, parts if updated == created else time_parts(updated))


@lru_cache(maxsize=4096)
def _name(key: str, value: str) -> tuple[str, str]:
    """Encode a word that the documents of a batch share."""
    return name_parts(key, value)


class _Plans:
    """The documents of a class share one mapping of fields; to tell it by what is in it would be dear."""

    def __init__(self) -> None:
        self._last: tuple[Mapping[str, FieldKind], _Plan] | None = None

    def of(self, fields: Mapping[str, FieldKind]) -> _Plan:
        """Give the plan of a class's fields."""
        last = self._last
        if last is None or last[0] is not fields:
            last = self._last = fields, _plan(tuple(fields.items()))
        return last[1]


@lru_cache(maxsize=1024)
def _plan(fields: tuple[tuple[str, FieldKind], ...]) -> _Plan:
    keys = {name: key_of_field(name) for name, _ in fields}
    kinds = dict(fields)
    plain = {name for name in kinds if "." not in name}
    texts = [name for name, kind in fields if kind in ("text", "keyword")]
    worded = [name for name, kind in fields if kind in WORDED]
    usual = {name for name, kind in fields if kind in ("text", "keyword", "number", "time") and name in plain}
    return _Plan(
        numbers=[(name, keys[name]) for name in usual if kinds[name] == "number"],
        texts=[(name, keys[name]) for name in texts if name in plain],
        times=[(name, keys[name], keys[name] + MONTH) for name in usual if kinds[name] == "time"],
        others=[(name, keys[name]) for name in kinds if name not in usual],
        kinds=kinds,
        paths=worded,
    )


_plan_of = _Plans().of
