"""Figures: percentiles, rounding, rows in order."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from spice.searching.intervals import natural

Number = int | Decimal
_PRECISE = Context(prec=4000, rounding=ROUND_HALF_EVEN)


def rounded(value: float) -> Number:
    """Make a float a number people expect: 15 digits, whole ones as int."""
    return natural(Decimal(f"{value:.15g}"))


def total_of(counted: Iterable[tuple[Number, int]]) -> Decimal:
    """Add up counted numbers, exactly."""
    total = Decimal(0)
    for value, count in counted:
        total = _PRECISE.add(total, _PRECISE.multiply(Decimal(value), count))
    return total


def percentile(counted: Sequence[tuple[Number, int]], percent: float) -> Number | None:
    """Find the value below which `percent` of sorted, counted values lie, linear between two of them."""
    total = sum(count for _, count in counted)
    if not total:
        return None
    place = Decimal(total - 1) * Decimal(repr(min(100.0, max(0.0, percent)))) / 100
    below = int(place)
    low, high = _at(counted, below), _at(counted, min(below + 1, total - 1))
    part = _PRECISE.multiply(_PRECISE.subtract(Decimal(high), Decimal(low)), place - below)
    return natural(_PRECISE.add(Decimal(low), part))


def arranged(
    rows: Sequence[dict[str, object]], groups: Sequence[str], sort: Sequence[tuple[str, bool]]
) -> list[dict[str, object]]:
    """Order rows by their own columns, then by their groups; missing values last either way."""
    ordered = list(rows)
    for name, descending in reversed([*sort, *((group, False) for group in groups)]):
        there = [row for row in ordered if row.get(name) is not None]
        missing = [row for row in ordered if row.get(name) is None]
        there.sort(key=lambda row: _comparable(row[name]), reverse=descending)  # sorted at once
        ordered = there + missing
    return ordered


def _comparable(value: Any) -> Any:
    return value


def _at(counted: Sequence[tuple[Number, int]], place: int) -> Number:
    for value, count in counted:
        if place < count:
            return value
        place -= count
    return counted[-1][0]
