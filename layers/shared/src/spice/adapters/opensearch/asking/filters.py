"""Filters as queries of OpenSearch: every field's keys are terms `field = key` of one column."""

from collections.abc import Callable, Iterator, Sequence
from operator import ge, gt, le, lt

from spice.adapters.engines.source import Source
from spice.adapters.opensearch.asking.areas import within
from spice.adapters.opensearch.asking.view import NOTHING, Clause, View, all_of, any_of
from spice.adapters.opensearch.documents.layout import (
    BEHIND,
    EQUALS,
    FOLDED,
    LONG,
    LONGEST_FOLDED,
    MARKS,
    MOST_TERMS,
    TERMS,
    UID,
)
from spice.ports.search_filter import And, Condition, Filter, Not, Or
from spice.searching.order_keys import beginning_of, key_of, rank_of
from spice.searching.text.folding import fold

_LONGEST_NEEDLE = 100
_ABOVE = "\x01"
"""Behind the keys of all long texts that begin alike."""

_HOLDS = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


def compiled(view: View, base: Sequence[Clause], wanted: Filter) -> Clause:
    """Translate a filter; where documents have to be read, those `base` matches."""
    match wanted:
        case And(parts=parts):
            return all_of([compiled(view, base, part) for part in parts])
        case Or(parts=parts):
            return any_of([compiled(view, base, part) for part in parts])
        case Not(part=part):
            return all_of([], without=[compiled(view, base, part)])
        case Condition(op="contains"):
            return _contains(view, base, wanted)
        case Condition(op="prefix"):
            return _prefix(view, base, wanted)
        case Condition(op="gt" | "gte" | "lt" | "lte") if beginning_of(key_of(wanted.kind, wanted.value)) is not None:
            return _range_of_long(view, base, wanted)
        case Condition():
            return _CONDITIONS[wanted.op](wanted)


def _equal(wanted: Condition) -> Clause:
    return {"term": {TERMS: _term(wanted, wanted.value)}}


def _not_equal(wanted: Condition) -> Clause:
    return all_of([], without=[_equal(wanted)])


def _among(wanted: Condition) -> Clause:
    values = wanted.value if isinstance(wanted.value, list | tuple) else [wanted.value]
    terms = [_term(wanted, value) for value in values]
    return any_of([{"terms": {TERMS: terms[n : n + MOST_TERMS]}} for n in range(0, len(terms), MOST_TERMS)])


def _exists(wanted: Condition) -> Clause:
    there: Clause = {"prefix": {TERMS: {"value": wanted.field + EQUALS}}}
    return there if wanted.value else all_of([], without=[there])


def _range(wanted: Condition) -> Clause:
    if (rank := rank_of(wanted.kind, wanted.value)) is not None:
        return {"range": {TERMS: _bounds_of_ranks(wanted.field, wanted.op, rank)}}
    if wanted.op in ("gt", "gte"):
        bounds = {wanted.op: _term(wanted, wanted.value), "lt": wanted.field + BEHIND}
    else:
        bounds = {"gte": wanted.field + EQUALS, wanted.op: _term(wanted, wanted.value)}
    return {"range": {TERMS: bounds}}


def _range_of_long(view: View, base: Sequence[Clause], wanted: Condition) -> Clause:
    """Match what begins as a long text does by reading it, and what is on one side of all that does by its key."""
    start = wanted.field + EQUALS + str(beginning_of(key_of(wanted.kind, wanted.value)))
    alike: Clause = {"prefix": {TERMS: {"value": start}}}
    if wanted.op in ("gt", "gte"):
        beyond: Clause = {"range": {TERMS: {"gte": start[:-1] + _ABOVE, "lt": wanted.field + BEHIND}}}
    else:
        beyond = {"range": {TERMS: {"gte": wanted.field + EQUALS, "lt": start}}}
    holds, bound = _HOLDS[wanted.op], str(wanted.value)
    return any_of([beyond, _read(view, base, wanted, alike, lambda text: holds(text, bound), folded=False)])


def _bounds_of_ranks(field: str, op: str, rank: str) -> dict[str, str]:
    """Bound by rank alone: values of the same rank are below the rank with any digit behind it."""
    same, above = field + EQUALS + rank, f"{field}{EQUALS}{rank}0"
    if op in ("gt", "gte"):
        return {"gte": same if op == "gte" else above, "lt": field + BEHIND}
    return {"gte": field + EQUALS, "lt": above if op == "lte" else same}


def _prefix(view: View, base: Sequence[Clause], wanted: Condition) -> Clause:
    needle = fold(str(wanted.value))
    starting: Clause = {"prefix": {FOLDED: {"value": wanted.field + EQUALS + needle[:LONGEST_FOLDED]}}}
    return starting if len(needle) <= LONGEST_FOLDED else _read(view, base, wanted, starting, _starts(needle))


def _contains(view: View, base: Sequence[Clause], wanted: Condition) -> Clause:
    needle = fold(str(wanted.value))
    pattern = _escaped(wanted.field + EQUALS) + "*" + _escaped(needle[:_LONGEST_NEEDLE]) + "*"
    short: Clause = {"wildcard": {FOLDED: {"value": pattern}}}
    long: Clause = {"term": {MARKS: LONG + wanted.field}}
    if len(needle) > _LONGEST_NEEDLE:
        return _read(view, base, wanted, any_of([short, long]), _holds(needle))
    return any_of([short, _read(view, base, wanted, long, _holds(needle))])


def _read(
    view: View,
    base: Sequence[Clause],
    wanted: Condition,
    doubtful: Clause,
    holds: Callable[[str], bool],
    *,
    folded: bool = True,
) -> Clause:
    """Match the documents one of whose values, once read, really is as wanted."""
    read = view.read(all_of([*base, doubtful]), f"{wanted.op} of long texts")
    uids = [source.uid for source in read if any(map(holds, _texts(source, wanted, folded=folded)))]
    return {"terms": {UID: uids}} if uids else NOTHING


def _texts(source: Source, wanted: Condition, *, folded: bool) -> Iterator[str]:
    return (fold(str(value)) if folded else str(value) for value in source.values(wanted.field, wanted.kind))


def _holds(needle: str) -> Callable[[str], bool]:
    return lambda text: needle in text


def _starts(needle: str) -> Callable[[str], bool]:
    return lambda text: text.startswith(needle)


def _term(wanted: Condition, value: object) -> str:
    return f"{wanted.field}{EQUALS}{key_of(wanted.kind, value)}"


def _escaped(text: str) -> str:
    return "".join("\\" + letter if letter in "*?\\" else letter for letter in text)


_CONDITIONS: dict[str, Callable[[Condition], Clause]] = {
    "eq": _equal,
    "ne": _not_equal,
    "in": _among,
    "gt": _range,
    "gte": _range,
    "lt": _range,
    "lte": _range,
    "exists": _exists,
    "within": within,
}
