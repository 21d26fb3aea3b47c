"""A value of one type -> a value of another, where people would say that it is the same."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from spice.domain.datatypes.checking import Check, Rejected
from spice.domain.datatypes.numbers import plain
from spice.domain.datatypes.registry import TYPES
from spice.domain.json_text import BROKEN, values_in

_MAINS = tuple(dict.fromkeys(kind.main for kind in TYPES.values() if kind.main is not None))
"""Parts that stand for their whole: the text of an address, the URL of a file."""


def converted(value: object, check: Check) -> object:
    """Read a value by another check, as it stands or else as it may be spelled. Raises Rejected as for the value."""
    try:
        return check(value)
    except Rejected as rejected:
        for spelling in _spellings(value):
            try:
                return check(spelling)
            except Rejected:
                continue
        raise rejected


def _spellings(value: object) -> Iterator[object]:
    yield from _alone(value)
    if isinstance(value, list):
        yield [next(_alone(item), item) for item in value]
        if len(value) == 1:
            yield value[0]
            yield from _alone(value[0])
    else:
        yield [value]
        yield from ([spelling] for spelling in _alone(value))


def _alone(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int | Decimal):
        yield from _of_number(value)
    elif isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, dict):
        yield from (value[part] for part in _MAINS if part in value)


def _of_number(value: int | Decimal) -> Iterator[object]:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        yield int(value)
    yield plain(value)


def _of_text(value: str) -> Iterator[object]:
    text = value.strip()
    yield text
    if text.casefold() in ("true", "false"):
        yield text.casefold() == "true"
    try:
        number = Decimal(text)
    except InvalidOperation:
        yield from _of_json(text)
        return
    if number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS:
        yield int(number) if number == number.to_integral_value() else number


def _of_json(text: str) -> Iterator[object]:
    if text[:1] in ("[", "{"):
        try:
            yield values_in(text)
        except BROKEN:
            return


_MOST_DIGITS = 1000
