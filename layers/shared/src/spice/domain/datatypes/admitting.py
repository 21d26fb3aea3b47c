"""When one value of a constraint lets through all that another one lets through."""

from collections.abc import Callable
from decimal import Decimal

Admits = Callable[[object, object], bool]
"""Whether every value that meets the second also meets the first."""
Rank = Callable[[object], Decimal]
"""Makes what is compared: a Decimal, or anything else of one kind that has an order."""


def itself(value: object) -> Decimal:
    """Rank a number: ints and Decimals compare exactly."""
    return value  # type: ignore[return-value]  # an int or a Decimal


def floor(rank: Rank) -> Admits:
    """A limit that values must not be below: the lower one admits more."""
    return lambda first, second: rank(first) <= rank(second)


def ceiling(rank: Rank) -> Admits:
    """A limit that values must not be above: the higher one admits more."""
    return lambda first, second: rank(first) >= rank(second)


def alike(first: object, second: object) -> bool:
    """What has no order: only the same admits the same."""
    return first == second


def one_in(first: object, second: object) -> bool:
    """A list to choose from: the longer one admits more."""
    return frozenset(_items(second)) <= frozenset(_items(first))


def media_types(first: object, second: object) -> bool:
    """A list of media types, where `image/*` is any image."""
    known = frozenset(_items(first))
    return all(each in known or f"{str(each).partition('/')[0]}/*" in known for each in _items(second))


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []
