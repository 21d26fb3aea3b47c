"""What a search counts beside its hits: the values of a field, ranges of them, hits without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spice.domain.bounds import FACET_SHOWN
from spice.domain.datatypes.kinds import SEALED, FieldKind
from spice.ports.search_filter import Condition, Filter, Or


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
    `missing`: how many hits have no value, too. Of what is sealed nothing else is counted; `ended`: keys whose values
    are none."""

    field: str
    kind: FieldKind
    size: int = FACET_SHOWN
    prefix: str | None = None
    ranges: Sequence[Range] = ()
    missing: bool = False
    ended: Sequence[str] = ()

    @property
    def has_values(self) -> bool:
        """Whether values are counted, or ranges of them."""
        return self.kind != SEALED

    @property
    def lacking(self) -> Filter:
        """Match what has no value."""
        none = Condition(field=self.field, kind=self.kind, op="exists", value=False)
        return (
            Or(parts=[none, Condition(field=self.field, kind=self.kind, op="in", value=self.ended)])
            if self.ended
            else none
        )

    def nothing(self) -> Counts:
        """Count what is found where nothing is."""
        missing: Counts = [(None, 0)] if self.missing else []
        return [*((each, 0) for each in self.ranges), *missing]


def no_hits(facets: Iterable[Facet]) -> Mapping[str, Counts]:
    """Count facets where nothing is found."""
    return {facet.field: facet.nothing() for facet in facets}
