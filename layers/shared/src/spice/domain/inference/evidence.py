"""How sure a share of a sample is."""

from math import sqrt

_Z = 1.2816
"""One side, 90 %: the true share is below the bound in one sample of ten."""


def lower_bound(hits: float, size: float) -> float:
    """Give the least share that so many hits of a sample still allow (Wilson)."""
    if size <= 0:
        return 0.0
    share, square = hits / size, _Z * _Z
    middle = share + square / (2 * size)
    spread = _Z * sqrt(share * (1 - share) / size + square / (4 * size * size))
    return max(0.0, (middle - spread) / (1 + square / size))
