"""Which personal values are there: the search index knows their keys, and those of who was erased are none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from spice.application.ground.unsealing import Unsealer
from spice.domain.datatypes.kinds import SEALED
from spice.ports.search_filter import And, Condition, Filter, Not, Or
from spice.ports.search_index import Aggregation, Query

Asked = TypeVar("Asked", Query, Aggregation)


def of_persons(asked: Query | Aggregation) -> int:
    """Count how often a question asks for personal values that are there: if it does, no answer to it may be kept."""
    facets = asked.facets if isinstance(asked, Query) else ()
    return _speaks(asked.filter) + sum(facet.kind == SEALED for facet in facets)


def standing(asked: Asked, unsealer: Unsealer) -> Asked:
    """Have a question take the values of who was erased for none; those are read for it, and kept by nobody."""
    if not (times := of_persons(asked)) or not (ended := unsealer.erased(asked.database, times)):
        return asked
    known = replace(asked, filter=asked.filter and _without(asked.filter, ended))
    if isinstance(known, Query):
        facets = [replace(facet, ended=ended) if facet.kind == SEALED else facet for facet in known.facets]
        return replace(known, facets=facets)
    return known


def _speaks(wanted: Filter | None) -> int:
    match wanted:
        case And(parts=parts) | Or(parts=parts):
            return sum(map(_speaks, parts))
        case Not(part=part):
            return _speaks(part)
        case Condition(kind=kind):
            return kind == SEALED
        case None:
            return 0


def _without(wanted: Filter, ended: Sequence[str]) -> Filter:
    match wanted:
        case And(parts=parts):
            return And(parts=[_without(part, ended) for part in parts])
        case Or(parts=parts):
            return Or(parts=[_without(part, ended) for part in parts])
        case Not(part=part):
            return Not(part=_without(part, ended))
        case Condition(kind="sealed", field=field):
            # Filters ask whether it is there, and say `not` for those that lack it.
            gone = Condition(field=field, kind=SEALED, op="in", value=ended)
            return And(parts=[wanted, Not(part=gone)])
        case Condition():
            return wanted
