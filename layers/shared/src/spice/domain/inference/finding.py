"""What was found of a column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another type that a column may have."""

    semantic_type: str
    type: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A cell that is not of its column's type: the row it stands in, and what it says."""

    row: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A column's types: `type` is what the ontology stores, `semantic_type` the finer meaning."""

    name: str
    type: str
    semantic_type: str
    confidence: float
    alternatives: Sequence[Alternative]
    reasons: Sequence[str]
    size: int
    null_count: int
    distinct: int
    samples: Sequence[str]
    mismatch_count: int = 0
    mismatches: Sequence[Mismatch] = ()
    unit: str | None = None
    format: str | None = None
    """How dates are written, where their order could be another."""
    choices: Sequence[str] = field(default_factory=tuple)
    """The values of a choice, the most frequent first."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How often each value is there."""
