"""Parts of figures that can be put together: what a bucket of an index tells of a measure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Self

from spice.domain.errors import refuse
from spice.searching.figures import Number, percentile, total_of
from spice.searching.intervals import natural
from spice.searching.number_keys import FINE, number_of
from spice.searching.order_keys import value_of

_ALL_DIGITS = Context(prec=4000)
_SHOWN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_TRUSTED = 2.0**-50
"""What a compensated sum of floats may be off, for each unit of what was added up: some times what it is."""

_WHOLE = 2.0**53


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are."""

    count: int
    exact: bool = True

    @classmethod
    def of_keys(cls, keys: Sequence[str]) -> "Counted":
        """Count values."""
        return cls(len(keys))

    def and_(self, other: Self) -> "Counted":
        """Put two together."""
        return Counted(self.count + other.count)

    def figure(self, op: str, percent: float) -> object:
        """Give the count."""
        return self.count


@dataclass(frozen=True, slots=True)
class Extreme:
    """The order key of the first value, in the direction asked."""

    key: str | None
    largest: bool
    exact: bool = True

    @classmethod
    def of_keys(cls, keys: Sequence[str], *, largest: bool) -> "Extreme":
        """Find it among values."""
        return cls((max if largest else min)(keys, default=None), largest)

    def and_(self, other: Self) -> "Extreme":
        """Put two together."""
        keys = [key for key in (self.key, other.key) if key is not None]
        return Extreme((max if self.largest else min)(keys, default=None), self.largest)

    def figure(self, op: str, percent: float) -> object:
        """Give the stored value."""
        return None if self.key is None else value_of(self.key)


@dataclass(frozen=True, slots=True)
class Summed:
    """How many numbers there are and what they add up to; `exact` tells whether to the last digit."""

    count: int
    total: Decimal
    exact: bool = True

    @classmethod
    def of_floats(cls, count: int, total: float, least: float, most: float, grains: frozenset[str]) -> "Summed":
        """Tell from the floats of numbers, and from their grains, whether their sum is told to the last digit."""
        if not count:
            return cls(0, Decimal(0))
        size = abs(total) if least >= 0 or most <= 0 else count * max(abs(least), abs(most))
        if not grains:
            return cls(count, Decimal(total), size <= _WHOLE)
        if FINE in grains or size * _TRUSTED * 10.0 ** (digits := max(map(int, grains))) > 0.25:
            return cls(count, Decimal(total), exact=False)
        return cls(count, Decimal(total).quantize(Decimal(1).scaleb(-digits), context=_ALL_DIGITS))

    @classmethod
    def of_keys(cls, keys: Sequence[str]) -> "Summed":
        """Add values up."""
        return cls(len(keys), total_of((number_of(key), 1) for key in keys))

    def and_(self, other: Self) -> "Summed":
        """Put two together."""
        return Summed(self.count + other.count, _ALL_DIGITS.add(self.total, other.total), self.exact and other.exact)

    def figure(self, op: str, percent: float) -> object:
        """Give the sum with all its digits, or the average with 15; None where no float tells it."""
        if not self.count or not self.total.is_finite():
            return None
        if op == "avg":
            return natural(_SHOWN.divide(self.total, Decimal(self.count)))
        return natural(self.total if self.exact else _SHOWN.plus(self.total))


@dataclass(frozen=True, slots=True)
class Valued:
    """Every value, by its order key, with how many have it."""

    counts: Mapping[str, int]
    exact: bool = True

    @classmethod
    def of_keys(cls, keys: Sequence[str]) -> "Valued":
        """Count each of them."""
        return cls(Counter(keys))

    def and_(self, other: Self) -> "Valued":
        """Put two together."""
        counts = dict(self.counts)
        for key, count in other.counts.items():
            counts[key] = counts.get(key, 0) + count
        return Valued(counts)

    def figure(self, op: str, percent: float) -> object:
        """Compute any figure, exactly."""
        if op == "cardinality":
            return len(self.counts)
        counted: list[tuple[Number, int]] = sorted((number_of(key), count) for key, count in self.counts.items())
        if op == "percentile":
            return percentile(counted, percent)
        return Summed(sum(self.counts.values()), total_of(counted)).figure(op, percent)


@dataclass(frozen=True, slots=True)
class Estimated:
    """A figure that is near."""

    near: object
    exact: bool = False

    def and_(self, other: Self) -> "Estimated":
        """Refuse: two estimates make no third."""
        raise refuse("constraint_violated", "too many values for a figure over such groups", hint="narrow the filter")

    def figure(self, op: str, percent: float) -> object:
        """Give it."""
        return self.near


Partial = Counted | Extreme | Summed | Valued | Estimated
