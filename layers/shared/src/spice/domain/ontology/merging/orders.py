"""The order of parts that two sides ordered."""

from collections.abc import Collection, Sequence

Keys = tuple[str, ...]
_FIRST, _LAST = "<first>", "<last>"
"""No keys: those hold letters, digits and _ only."""


def skeleton(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[Keys, bool]:
    """Order what both sides have, and tell whether only one of them, or both alike, say how."""
    left, right = (tuple(key for key in one if key in other) for one, other in ((ours, theirs), (theirs, ours)))
    if left == right:
        return left, True
    old, new = set(base), {*left}
    before = [key for key in base if key in new]
    moved = [[key for key in side if key in old] != before for side in (left, right)]
    if moved == [True, False]:
        return left, True
    if moved == [False, True]:
        return right, True
    # What both added at once is ordered by either; what both moved is asked for.
    return min(left, right), moved == [False, False]


def woven(common: Sequence[str], ours: Sequence[str], theirs: Sequence[str], kept: Collection[str]) -> Keys:
    """Put what one side has alone behind what stands before it there, or last where it stands last; runs at one place
    follow one another."""
    runs = [_runs(common, side) for side in (ours, theirs)]
    order, shared = list[str](), set(common)
    for place in (_FIRST, *common, _LAST):
        order += [place] if place in shared else []
        for run in sorted(found for side in runs if (found := side.get(place))):
            order += run
    return tuple(key for key in order if key in kept)


def _runs(common: Sequence[str], side: Sequence[str]) -> dict[str, list[str]]:
    shared, runs, last = set(common), dict[str, list[str]](), _FIRST
    for key in side:
        if key in shared:
            last = key
        else:
            runs.setdefault(last, []).append(key)
    if last in runs:
        runs[_LAST] = runs.pop(last)
    return runs
