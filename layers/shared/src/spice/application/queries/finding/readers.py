"""Readers of values to compare with: a value is read as a write reads it, and compared in normal form."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from spice.application.ground.times import full_time, with_plus
from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.numbers import MOST_DIGITS, a_number
from spice.domain.datatypes.registry import compile_asked, type_named
from spice.domain.ontology.compiled.parts import ID, FieldType
from spice.domain.spelling import spelled
from spice.searching.moments import moment_of

Reader = Callable[[object, FieldType, Home], object]
_LONGEST_NUMBER = MOST_DIGITS + 10


def read_value(value: object, of: FieldType, home: Home) -> object:
    """Give a value's normal form, typed as the index compares it. Rejected: its type cannot read it."""
    return _READERS.get(of.kind, _text)(value, of, home)


def read_fragment(value: object, of: FieldType) -> str:
    """Read a part of a text: white space as its type has it."""
    if not isinstance(value, str):
        raise Rejected([])
    if of.type == ID:
        return spelled(value)
    return type_named(of.type).fragment(value)


def read_boolean(value: object) -> bool:
    """Read true or false, in letters of any case, also as XML Schema spells them: 1 and 0."""
    if isinstance(value, str):
        value = {"true": True, "1": True, "false": False, "0": False}.get(value.strip().lower())
    if not isinstance(value, bool):
        raise Rejected([])
    return value


def read_number(value: object) -> int | Decimal:
    """Read a number, as JSON or as a text."""
    if isinstance(value, str):
        if len(value) > _LONGEST_NUMBER or not value.isascii() or "_" in value:
            raise Rejected([])
        try:
            value = Decimal(value)
        except InvalidOperation as broken:
            raise Rejected([]) from broken
    number = a_number(value)
    return number if isinstance(number, int | Decimal) else Decimal(0)


def other_clock(time: str, zone: str | None) -> str | None:
    """Spell a time of day the other way, where clocks on the wall show UTC: with Z and without one it is the same."""
    if zone not in (None, "UTC"):
        return None
    return time.removesuffix("Z") if time.endswith("Z") else f"{time}Z"


def _text(value: object, of: FieldType, home: Home) -> object:
    if of.type == ID:
        return read_fragment(value, of)
    return compile_asked(of.type, home)(value)


def _number(value: object, of: FieldType, home: Home) -> object:
    """Read a number, or a spelling of its type (12.5% of a percentage)."""
    try:
        return read_number(value)
    except Rejected:
        if not isinstance(value, str):
            raise
        try:
            return read_number(compile_asked(of.type, home)(value))
        except Rejected:
            raise Rejected([]) from None


def _clock(value: object, of: FieldType, home: Home) -> object:
    return _text(with_plus(value) if isinstance(value, str) else value, of, home)


def _time(value: object, of: FieldType, home: Home) -> datetime:
    read = compile_asked(of.type, home)
    if isinstance(value, str) and not type_named(of.type).holds_dates:
        value = full_time(value)
    moment = moment_of(str(read(value)))
    if moment is None:
        raise Rejected([])
    return moment


_READERS: dict[str, Reader] = {
    "number": _number,
    "boolean": lambda value, of, home: read_boolean(value),
    "time": _time,
    "clock": _clock,
}
