"""Facets as a client asks for them, and as they are answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from spice.application.queries.finding.facets import FacetCount, RangeCount
from spice.application.queries.finding.fields import Field, personal_values
from spice.application.queries.finding.filters import check_operator
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.values import typed
from spice.domain.bounds import FACET_RANGES, FACET_SHOWN, FACET_VALUES, FACETS
from spice.domain.datatypes.kinds import SEALED
from spice.domain.errors import refuse
from spice.domain.hints import pointer
from spice.domain.wording import quoted
from spice.ports.search_facets import Facet, Range
from spice.ports.search_index import Found
from spice.searching.order_keys import key_of, rank_of
from spice.searching.ranks import RANKS

_ORDERED = ("number", "time", *RANKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetAsked:
    """What a client asks of a field: its most frequent values (`size`, `prefix`), or `ranges`: (from, to) each."""

    field: str
    size: int | None = None
    prefix: str | None = None
    missing: bool = False
    ranges: Sequence[tuple[object, object]] = ()


def facets_of(scope: Scope, asked: Sequence[FacetAsked], *, path: str) -> tuple[Facet, ...]:
    """Translate facets into the index's words. `path`: where a body has them; empty: they are parameters."""
    if len(asked) > FACETS:
        raise refuse("invalid_parameter", f"at most {FACETS} facets", path=path)
    ranges = sum(len(each.ranges) for each in asked)
    if ranges > FACET_RANGES:
        raise refuse("invalid_parameter", f"all facets may have {FACET_RANGES} ranges", path=path, value=ranges)
    values = sum(each.size or FACET_SHOWN for each in asked if not each.ranges)
    if values > FACET_VALUES:
        raise refuse("invalid_parameter", f"all facets may have {FACET_VALUES} values", path=path, value=values)
    found: dict[str, Facet] = {}
    for n, each in enumerate(asked):
        place = _Place(path and pointer(path, n))
        facet = _facet(scope, each, place)
        if found.setdefault(facet.field, facet) != facet:
            raise refuse("invalid_parameter", f"two facets of {quoted(each.field)}", path=place(), value=each.field)
    return tuple(found.values())


def counted(scope: Scope, asked: Sequence[FacetAsked], found: Found) -> dict[str, list[FacetCount | RangeCount]] | None:
    """Write what was counted, by the names that were asked for."""
    answer: dict[str, list[FacetCount | RangeCount]] = {}
    for each in asked:
        field = scope.fields.find(each.field, path="", there=each.missing)
        shown = scope.shown(each.field)
        answer[field.name] = [_row(value, count, shown) for value, count in found.facets.get(field.only(""), ())]
    return answer or None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a facet stands in a body; nowhere in a query string."""

    path: str

    def __call__(self, *steps: str | int) -> str:
        return pointer(self.path, *steps) if self.path else ""


def _facet(scope: Scope, asked: FacetAsked, at: _Place) -> Facet:
    named = asked.field
    field = scope.fields.find(named, path=at(), there=asked.missing)
    if field.kind == SEALED and (asked.size is not None or asked.prefix is not None or asked.ranges):
        raise personal_values(named, at())
    if field.kind == "composite":
        said = f"{quoted(named)} is a composite: its parts have facets"
        raise refuse("invalid_parameter", said, path=at(), value=named)
    only = field.only(at())
    return Facet(
        field=only,
        kind=field.kind,
        size=asked.size or FACET_SHOWN,
        prefix=_prefix(field, only, asked, at),
        ranges=_ranges(scope, field, only, asked, at),
        missing=asked.missing,
    )


def _prefix(field: Field, only: str, asked: FacetAsked, at: _Place) -> str | None:
    if asked.prefix is None:
        return None
    check_operator(field, "prefix", path=at("prefix"))
    return str(typed(field.types[only], "prefix", asked.prefix, name=field.name, path=at("prefix")))


def _ranges(scope: Scope, field: Field, only: str, asked: FacetAsked, at: _Place) -> tuple[Range, ...]:
    if not asked.ranges:
        return ()
    if asked.prefix is not None or asked.size is not None:
        said = "ranges exclude size and prefix, which are of values"
        raise refuse("invalid_parameter", said, path=at("ranges"))
    if field.kind not in _ORDERED:
        said = f"{quoted(field.name)} is {field.kind}: ranges are of {', '.join(_ORDERED)}"
        raise refuse("wrong_type", said, path=at("ranges"), value=field.name)

    def read(end: object, *steps: str | int) -> object:
        of = field.types[only]
        return None if end is None else typed(of, "gte", end, name=field.name, path=at(*steps), home=scope.home)

    ranges = [
        Range(low=read(low, "ranges", n, "from"), high=read(high, "ranges", n, "to"))
        for n, (low, high) in enumerate(asked.ranges)
    ]
    for n, each in enumerate(ranges):
        _check_range(field, each, at("ranges", n))
    return tuple(ranges)


def _check_range(field: Field, wanted: Range, path: str) -> None:
    if wanted.low is None and wanted.high is None:
        raise refuse("invalid_parameter", "a range has from, to, or both", path=path)
    low, high = (
        end if end is None else rank_of(field.kind, end) or key_of(field.kind, end) for end in (wanted.low, wanted.high)
    )
    if low is not None and high is not None and low > high:
        raise refuse("invalid_parameter", "from must not be after to", path=path)


def _row(value: Any, count: int, shown: Callable[[object], object]) -> FacetCount | RangeCount:
    if not isinstance(value, Range):
        return FacetCount(shown(value), count)
    low, high = (UNSET if end is None else shown(end) for end in (value.low, value.high))
    return RangeCount(from_=low, to=high, count=count)
