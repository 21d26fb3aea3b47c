"""A column under inference: its cells counted, and a random sample of what differs."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spice.domain.inference.absence import is_absent
from spice.domain.inference.evidence import lower_bound
from spice.domain.inference.headers.header import Header

Fits = Callable[[str], bool]
Chance = Callable[[int], int]
"""Gives a whole number from 0 that is below another, each as likely: chance comes as an argument."""
_PROBE, _SAMPLE = 14, 240
_WORTH_A_LOOK = 0.2
"""A type that fits less of a first few values is not looked at any more."""


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a column a test fits: cells, and the values among them that differ."""

    hits: int = 0
    size: int = 0
    distinct_hits: int = 0
    distinct_size: int = 0

    @property
    def share(self) -> float:
        """The share of cells that fit."""
        return self.hits / self.size if self.size else 0.0

    @property
    def lower(self) -> float:
        """The least share that the sample allows."""
        return lower_bound(self.hits, self.size)


@dataclass(frozen=True, kw_only=True)
class Column:
    """The cells of a column, as they are written; `header` is what its name says."""

    header: Header
    counts: Counter[str]
    nulls: int
    sample: Sequence[str]
    _known: dict[Fits, Match] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many cells hold something."""
        return self.counts.total()

    @property
    def distinct(self) -> int:
        """How many values differ."""
        return len(self.counts)

    @cached_property
    def constant(self) -> bool:
        """Tell whether it holds one value alone."""
        return self.distinct == 1

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of the sample."""
        return frozenset("".join(self.sample))

    @cached_property
    def mean_length(self) -> float:
        """The mean count of characters."""
        return sum(map(len, self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def repetition(self) -> float:
        """The share of cells that hold a value of another cell."""
        return 1 - self.distinct / self.size if self.size else 0.0

    def match(self, fits: Fits) -> Match:
        """Test a sample of the values; one that fits next to nothing of the first few is not gone on with."""
        if (known := self._known.get(fits)) is None:
            probe = self.sample[:_PROBE]
            worth = len(probe) < _PROBE or sum(map(fits, probe)) >= _WORTH_A_LOOK * len(probe)
            known = self._known[fits] = self._matched(fits) if worth else Match(size=self.size)
        return known

    def share(self, fits: Fits) -> float:
        """Give the share of cells that fit."""
        return self.match(fits).share

    def _matched(self, fits: Fits) -> Match:
        fitting = [value for value in self.sample if fits(value)]
        counts = self.counts
        size = sum(counts[value] for value in self.sample)
        return Match(sum(counts[value] for value in fitting), size, len(fitting), len(self.sample))


def column_of(name: str, cells: Iterable[str | None], chance: Chance) -> Column:
    """Count a column's cells and draw a sample of its values from all of it."""
    counts: Counter[str] = Counter()
    nulls = 0
    for cell in cells:
        if cell is None or is_absent(text := cell.strip()):
            nulls += 1
        else:
            counts[text] += 1
    values = list(counts)
    sample = drawn(values, _SAMPLE, chance)
    return Column(header=Header(name), counts=counts, nulls=nulls, sample=sample)


def drawn(values: Sequence[str], count: int, chance: Chance) -> list[str]:
    """Draw so many of the values, each as likely as the others; all of them where there are no more."""
    rest = list(values)
    for place in range(min(count, len(rest)) if len(rest) > count else 0):
        other = place + chance(len(rest) - place)
        rest[place], rest[other] = rest[other], rest[place]
    return rest[:count]
