"""How likely each semantic type is for a column: every candidate, the likeliest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from spice.domain.inference.column import Column, Match
from spice.domain.inference.evidence import lower_bound
from spice.domain.inference.kinds.kind import Kind
from spice.domain.inference.kinds.registry import ABSTAINED, KINDS

_MISMATCH = 6.0
"""What it costs that no cell fits, in nats."""
_DOUBT = 1.2
"""What it costs that a sample is too small to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A type that a column may have, what fits it, and how likely it is among all candidates."""

    kind: Kind
    match: Match
    score: float
    share: float = 0.0


def candidates(column: Column, context: Mapping[str, float] | None = None) -> Sequence[Candidate]:
    """Score every type; `context` says what neighbours make likelier."""
    if not column.size:
        return [Candidate(kind=KINDS[ABSTAINED], match=Match(), score=0.0, share=1.0)]
    found = [each for kind in KINDS.values() if (each := _scored(kind, column, context or {})) is not None]
    top = max(each.score for each in found)
    weights = [exp(each.score - top) for each in found]
    total = sum(weights)
    told = [
        Candidate(kind=each.kind, match=each.match, score=each.score, share=weight / total)
        for each, weight in zip(found, weights, strict=True)
    ]
    return sorted(told, key=lambda each: -each.score)


def _scored(kind: Kind, column: Column, context: Mapping[str, float]) -> Candidate | None:
    if kind.needs and kind.needs.isdisjoint(column.characters):
        return None
    match = column.match(kind.fits)
    if not match.hits or match.share < kind.least:
        return None
    bound = lower_bound(match.distinct_hits, match.distinct_size) if kind.by_distinct else match.lower
    score = kind.strength - _MISMATCH * (1 - match.share) - _DOUBT * (match.share - bound)
    score += kind.named * column.header.naming(kind.name) + kind.judge(column) + context.get(kind.name, 0.0)
    return Candidate(kind=kind, match=match, score=score)
