"""What the distance between the likeliest type and the next is worth, as a share of columns that are told right."""

from collections.abc import Sequence
from math import exp

from spice.domain.inference.column import Column
from spice.domain.inference.scores import Candidate

_AT_PAR, _PER_NAT = 1.4, 0.85
"""Set by hand on labelled columns, with headers and without: `make bench ARGS="--only funnel"` prints how well."""
_UNNAMED = 0.8
"""What a missing header costs of types that values alone do not tell apart."""
_TOLD_BY_HEADER = frozenset(("INTEGER", "DECIMAL", "STRING", "IDENTIFIER", "ENUM"))
_MOST = 0.995
_NOTHING_SEEN = 0.3


def confidence(column: Column, ranked: Sequence[Candidate]) -> float:
    """Give the share of columns like this one whose first candidate is right."""
    first = ranked[0]
    if not column.size:
        return _NOTHING_SEEN
    margin = first.score - ranked[1].score if len(ranked) > 1 else first.score
    doubt = _UNNAMED if first.kind.name in _TOLD_BY_HEADER and not column.header.plain else 0.0
    return min(_MOST, 1 / (1 + exp(-(_AT_PAR - doubt + _PER_NAT * margin))))


def shares(column: Column, ranked: Sequence[Candidate]) -> Sequence[float]:
    """Give each candidate its confidence: what the first leaves is parted as the scores are."""
    first = confidence(column, ranked)
    rest = sum(each.share for each in ranked[1:]) or 1.0
    return [first, *((1 - first) * each.share / rest for each in ranked[1:])]
