"""Filters as tantivy queries."""

import re
from collections.abc import Callable, Iterator, Sequence

from tantivy import Query

from spice.adapters.engines.source import Source
from spice.adapters.tantivy.asking.areas import within
from spice.adapters.tantivy.asking.view import View, all_of, any_of
from spice.adapters.tantivy.asking.word_ranges import HOLDS, word_range
from spice.adapters.tantivy.documents.layout import FOLDED, LONG, MARKS, SEPARATOR, UID, column, key_of_field
from spice.domain.errors import refuse
from spice.ports.search_filter import And, Condition, Filter, Not, Or
from spice.searching.order_keys import beginning_of, key_of, rank_of
from spice.searching.text.folding import fold

_LONGEST_NEEDLE = 100
_ABOVE = "\x01"
"""Behind the keys of all long texts that begin alike."""

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
    if (rank := rank_of(wanted.kind, wanted.value)) is not None:
        return _range_of_ranks(view, name, wanted.op, rank)
    if (beginning := beginning_of(key)) is not None:
        return _range_of_long(view, name, wanted, beginning)
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


def _range_of_long(view: View, name: str, wanted: Condition, beginning: str) -> Query:
    """Match what begins as a long text does by reading it, and what is on one side of all that does by its key."""
    alike = view.terms(name, [*view.beginning(name, beginning)])
    holds, bound = HOLDS[wanted.op], str(wanted.value)
    read = _read(view, wanted, alike, lambda text: holds(text, bound), folded=False)
    if wanted.op in ("gt", "gte"):
        return any_of([word_range(view, name, "gte", beginning[:-1] + _ABOVE), read])
    return any_of([word_range(view, name, "lt", beginning), read])


def _range_of_ranks(view: View, name: str, op: str, rank: str) -> Query:
    """Match values by their rank alone: those of the same rank are below the rank with any digit behind it."""
    same_and_above = f"[{rank}0", f"[{rank}"
    if op in ("gt", "gte"):
        return view.between(name, same_and_above[op == "gte"], f"{rank[0]}z]")
    return view.between(name, f"[{rank[0]}", f"{rank}0}}" if op == "lte" else f"{rank}}}")


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


def _read(
    view: View, wanted: Condition, doubtful: Query, holds: Callable[[str], bool], *, folded: bool = True
) -> Query:
    """Match the documents one of whose values, once read, really is as wanted."""
    if view.count(doubtful) > _MOST_READ:
        raise refuse("constraint_violated", f"{wanted.op}: more than {_MOST_READ} long texts to read")
    read = map(view.read, view.addresses(doubtful, _MOST_READ))
    return view.terms(UID, [source.uid for source in read if any(map(holds, _texts(source, wanted, folded=folded)))])


def _texts(source: Source, wanted: Condition, *, folded: bool) -> Iterator[str]:
    return (fold(str(value)) if folded else str(value) for value in source.values(wanted.field, wanted.kind))


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
