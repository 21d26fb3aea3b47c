"""What a search counts beside its hits: the values of a field, ranges of them, hits without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spice.domain.bounds import FACET_SHOWN
from spice.domain.datatypes.kinds import FieldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Values from `low` up to `high`, which is excluded; None: without an end. Both in normal form."""

    low: object | None = None
    high: object | None = None


Counts = Sequence[tuple[object, int]]
"""Values, or ranges, with how many hits have one; None: how many have no value, last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A field's `size` most frequent values, the smaller first among equals; with a `prefix` those that begin so (case
    is ignored, as a condition's `prefix` does). With `ranges` (numbers, times, kinds with a rank) these, as given.
    `missing`: how many hits have no value, too."""

    field: str
    kind: FieldKind
    size: int = FACET_SHOWN
    prefix: str | None = None
    ranges: Sequence[Range] = ()
    missing: bool = False

    def nothing(self) -> Counts:
        """Count what is found where nothing is."""
        missing: Counts = [(None, 0)] if self.missing else []
        return [*((each, 0) for each in self.ranges), *missing]


def no_hits(facets: Iterable[Facet]) -> Mapping[str, Counts]:
    """Count facets where nothing is found."""
    return {facet.field: facet.nothing() for facet in facets}
