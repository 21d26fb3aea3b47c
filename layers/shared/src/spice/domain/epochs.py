"""Epochs of keys: each has a key that wraps those of persons, for a time, and goes for good after as long again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
"""One that began so far ahead was begun by a clock that has been set right since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEpoch:
    """An epoch whose key is there."""

    number: int
    began_at: datetime


def next_number(now: datetime, before: int) -> int:
    """Number the epoch that begins now: by its day, so that no copy of a database ever gives a number again."""
    return max(day_of(now), before + 1)


def day_of(moment: datetime) -> int:
    """Number a day."""
    return (moment - _FIRST_DAY).days


def is_due(epochs: Sequence[KeyEpoch], now: datetime, period: timedelta) -> bool:
    """Tell whether another epoch is to begin; `epochs`: oldest first."""
    return bool(epochs) and not -_AHEAD <= now - epochs[-1].began_at < period


def over(epochs: Sequence[KeyEpoch], now: datetime, period: timedelta) -> list[KeyEpoch]:
    """Those whose keys are to go: a period after another took their place. Until then a copy of yesterday's opens."""
    return [old for old, following in pairwise(epochs) if now - following.began_at >= period]


def overdue(epochs: Sequence[KeyEpoch], now: datetime, period: timedelta) -> timedelta:
    """Tell for how long the latest of all this is overdue."""
    due = [epochs[-1].began_at] if epochs else []
    due += [following.began_at for _, following in pairwise(epochs)]
    return max([timedelta(), *(now - each - period for each in due)])
