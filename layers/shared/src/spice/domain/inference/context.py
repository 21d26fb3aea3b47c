"""What the columns of one table tell of each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spice.domain.inference.column import Column, Fits
from spice.domain.inference.kinds.contacts import best_region, is_phone
from spice.domain.inference.kinds.dates import is_day_or_moment, order_of
from spice.domain.inference.kinds.places import is_fine, is_latitude, is_longitude

_HANGUL, _KANA, _HAN = range(0xAC00, 0xD7A4), range(0x3040, 0x3100), range(0x4E00, 0xA000)
_BESIDE = 9.0
"""How much likelier a longitude is made by the latitude beside it."""
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a table says as a whole: where it is from, which part of 3/4/2024 is the day, what is beside what."""

    region: str | None
    order: str | None
    likelier: Mapping[int, Mapping[str, float]]


def context_of(columns: Sequence[Column], *, region: str | None = None) -> Context:
    """Look at all columns of a table at once."""
    return Context(region=region or _region(columns), order=_order(columns), likelier=_neighbours(columns))


def _order(columns: Sequence[Column]) -> str | None:
    """Decide once for the table: its dates were written by one hand."""
    told: Counter[str] = Counter()
    for column in columns:
        if column.share(is_day_or_moment) > 0.5:
            told.update(order for value in column.sample if (order := order_of(value)) is not None)
    return told.most_common(1)[0][0] if told else None


def _region(columns: Sequence[Column]) -> str | None:
    letters = "".join(column.header.plain + "".join(column.sample[:_LOOKED_AT]) for column in columns)
    scripts = Counter(script for char in letters if (script := _script(ord(char))) is not None)
    if scripts:
        likely = scripts.most_common(1)[0][0]
        return "JP" if scripts["JP"] > scripts["CN"] / 20 and likely != "KR" else likely
    numbers = next(
        (column for column in columns if column.header.naming("PHONE") and column.share(is_phone) > 0.5), None
    )
    if numbers is None:
        return None
    region, share = best_region(numbers)
    return region if share > 0.6 else None


def _script(code: int) -> str | None:
    if code < 0x3000:
        return None
    if code in _HANGUL:
        return "KR"
    return "JP" if code in _KANA else "CN" if code in _HAN else None


def _neighbours(columns: Sequence[Column]) -> Mapping[int, Mapping[str, float]]:
    """Find the half of a pair that only its other half is named of: latitude and x, y and longitude."""
    found: dict[int, Mapping[str, float]] = {}
    for place, (one, two) in enumerate(pairwise(columns)):
        for known, other, at in ((one, two, place + 1), (two, one, place)):
            if _is_degrees(known) and known.header.naming("LATITUDE") and _could_be(other, is_longitude):
                found[at] = {"LONGITUDE": _BESIDE}
            elif _is_degrees(known) and known.header.naming("LONGITUDE") and _could_be(other, is_latitude):
                found[at] = {"LATITUDE": _BESIDE}
    return found


def _is_degrees(column: Column) -> bool:
    return column.share(is_fine) > 0.5


def _could_be(column: Column, fits: Fits) -> bool:
    named = any(column.header.naming(name) for name in ("LATITUDE", "LONGITUDE", "COORDINATE"))
    return not named and column.share(fits) > 0.9 and column.share(is_fine) > 0.5
