"""Filters as tantivy queries."""

import re
from collections.abc import Callable, Iterator, Sequence

from tantivy import Query

from spice.adapters.search_source import Source
from spice.adapters.tantivy.areas import within
from spice.adapters.tantivy.layout import FOLDED, LONG, MARKS, SEPARATOR, UID, column, key_of_field
from spice.adapters.tantivy.view import View, all_of, any_of
from spice.adapters.tantivy.word_ranges import word_range
from spice.domain.errors import refuse
from spice.domain.search.order_keys import key_of
from spice.domain.text.folding import fold
from spice.ports.search_index import And, Condition, Filter, Not, Or

_LONGEST_NEEDLE = 100
_MOST_READ = 20_000
_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$#&~-])")
_ANY = r"(.|\n)*"


def compiled(view: View, wanted: Filter) -> Query:
    """Translate a filter."""
    match wanted:
        case And(parts=parts):
            return all_of([compiled(view, part) for part in parts])
        case Or(parts=parts):
            return any_of([compiled(view, part) for part in parts])
        case Not(part=part):
            return all_of([], without=[compiled(view, part)])
        case Condition():
            return _CONDITIONS[wanted.op](view, wanted)


def _equal(view: View, wanted: Condition) -> Query:
    return _one_of(view, wanted, [wanted.value])


def _not_equal(view: View, wanted: Condition) -> Query:
    return all_of([], without=[_equal(view, wanted)])


def _among(view: View, wanted: Condition) -> Query:
    return _one_of(view, wanted, wanted.value if isinstance(wanted.value, list | tuple) else [wanted.value])


def _one_of(view: View, wanted: Condition, values: Sequence[object]) -> Query:
    name = column(wanted.field, wanted.kind)
    keys = [key_of(wanted.kind, value) for value in values]
    if name.startswith("k."):
        return view.term(name, keys[0]) if len(keys) == 1 else view.terms(name, keys)
    return any_of([view.between(name, f"[{key}", f"{key}]") for key in dict.fromkeys(keys)])


def _exists(view: View, wanted: Condition) -> Query:
    there = Query.exists_query(column(wanted.field, wanted.kind))
    return there if wanted.value else all_of([], without=[there])


def _range(view: View, wanted: Condition) -> Query:
    name, key = column(wanted.field, wanted.kind), key_of(wanted.kind, wanted.value)
    if name.startswith("k."):
        return word_range(view, name, wanted.op, key)
    match wanted.op:
        case "gt":
            return view.between(name, f"{{{key}", "*]")
        case "gte":
            return view.between(name, f"[{key}", "*]")
        case "lt":
            return view.between(name, "[*", f"{key}}}")
        case _:
            return view.between(name, "[*", f"{key}]")


def _prefix(view: View, wanted: Condition) -> Query:
    needle = fold(str(wanted.value))
    start = f"{key_of_field(wanted.field)}{SEPARATOR}{_literally(needle[:_LONGEST_NEEDLE])}"
    starting = Query.regex_query(view.schema, FOLDED, start + _ANY)
    return starting if len(needle) <= _LONGEST_NEEDLE else _read(view, wanted, starting, _starts(needle))


def _contains(view: View, wanted: Condition) -> Query:
    needle, key = fold(str(wanted.value)), key_of_field(wanted.field)
    pattern = f"{key}{SEPARATOR}{_ANY}{_literally(needle[:_LONGEST_NEEDLE])}{_ANY}"
    short = Query.regex_query(view.schema, FOLDED, pattern)
    doubtful = []
    if len(needle) > _LONGEST_NEEDLE:
        doubtful.append(short)
    if view.marked(LONG + key):
        doubtful.append(view.term(MARKS, LONG + key))
    if not doubtful:
        return short
    read = _read(view, wanted, any_of(doubtful), _holds(needle))
    return read if len(needle) > _LONGEST_NEEDLE else any_of([short, read])


def _read(view: View, wanted: Condition, doubtful: Query, holds: Callable[[str], bool]) -> Query:
    """Match the documents one of whose values, once read, really is as wanted."""
    if view.count(doubtful) > _MOST_READ:
        raise refuse("constraint_violated", f"{wanted.op}: more than {_MOST_READ} long texts to read")
    read = map(view.read, view.addresses(doubtful, _MOST_READ))
    return view.terms(UID, [source.uid for source in read if any(map(holds, _folded(source, wanted)))])


def _folded(source: Source, wanted: Condition) -> Iterator[str]:
    return (fold(str(value)) for value in source.values(wanted.field, wanted.kind))


def _holds(needle: str) -> Callable[[str], bool]:
    return lambda text: needle in text


def _starts(needle: str) -> Callable[[str], bool]:
    return lambda text: text.startswith(needle)


def _literally(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


_CONDITIONS: dict[str, Callable[[View, Condition], Query]] = {
    "eq": _equal,
    "ne": _not_equal,
    "in": _among,
    "gt": _range,
    "gte": _range,
    "lt": _range,
    "lte": _range,
    "prefix": _prefix,
    "contains": _contains,
    "exists": _exists,
    "within": within,
}
