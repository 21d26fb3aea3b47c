"""Values to compare with: read from text or JSON as the kind of their field asks."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from spice.application.query_times import moment_of
from spice.domain.bounds import IN_VALUES
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import shown
from spice.domain.wording import quoted

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "prefix", "exists", "within")
_ORDERED = ("gt", "gte", "lt", "lte")
_EQUAL = ("eq", "ne", "in")
_FITTING: dict[FieldKind, tuple[str, ...]] = {
    "text": (*_EQUAL, *_ORDERED, "contains", "prefix", "exists"),
    "keyword": (*_EQUAL, *_ORDERED, "contains", "prefix", "exists"),
    "number": (*_EQUAL, *_ORDERED, "exists"),
    "time": (*_EQUAL, *_ORDERED, "exists"),
    "boolean": (*_EQUAL, "exists"),
    "point": ("exists", "within"),
}
_LONGEST_NUMBER = 400
_LARGEST = Decimal("1e308")
_MOST_METRES = 20_100_000.0


def fits(kind: FieldKind, op: str) -> bool:
    """Tell whether an operator means something for a kind of field."""
    return op in _FITTING[kind]


def fitting(kind: FieldKind) -> str:
    """Name the operators of a kind of field, for a hint."""
    return f"operators for {kind}: {', '.join(_FITTING[kind])}"


def typed(kind: FieldKind, op: str, value: object, *, name: str, path: str) -> object:
    """Read the value of a condition; a list for `in`, numbers for `within`. Refuses it as wrong_type."""
    if op == "exists":
        return _read(_boolean, "true or false", value, name, path)
    if op == "within":
        return _area(value, name, path)
    reader, expected = _READERS[kind]
    if op == "in":
        return [_read(reader, expected, item, name, path) for item in _several(value, name, path)]
    return _read(reader, expected, value, name, path)


def split(text: str) -> list[str]:
    """Cut at commas; `\\,` is a comma and `\\\\` a backslash."""
    parts, escaped = [""], False
    for letter in text:
        if escaped or letter not in ",\\":
            parts[-1] += letter if not escaped or letter in ",\\" else "\\" + letter
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            parts.append("")
    if escaped:
        parts[-1] += "\\"
    return parts


def _several(value: object, name: str, path: str) -> Sequence[object]:
    if not isinstance(value, list) or not 0 < len(value) <= IN_VALUES:
        raise _wrong(f"a list of 1 to {IN_VALUES} values", value, name, path)
    return value


def _area(value: object, name: str, path: str) -> list[float]:
    expected = "latitude, longitude, metres or south, west, north, east"
    numbers = [_number(item) for item in value] if isinstance(value, list) else []
    area = [float(number) for number in numbers if number is not None]
    if len(area) != len(numbers) or not _is_area(area):
        raise _wrong(expected, value, name, path)
    return area


def _is_area(area: Sequence[float]) -> bool:
    match area:
        case [latitude, longitude, metres]:
            return abs(latitude) <= 90 and abs(longitude) <= 180 and 0 < metres <= _MOST_METRES
        case [south, west, north, east]:
            return -90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180
        case _:
            return False


def _read(reader: Callable[[object], object], expected: str, value: object, name: str, path: str) -> object:
    if (read := reader(value)) is None:
        raise _wrong(expected, value, name, path)
    return read


def _wrong(expected: str, value: object, name: str, path: str) -> DomainError:
    said = f"{name} is compared with {expected}, not {quoted(value)}"
    return refuse("wrong_type", said, path=path, value=shown(value))


def _boolean(value: object) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value)
    return value if isinstance(value, bool) else None


def _number(value: object) -> int | Decimal | None:
    if isinstance(value, str):
        value = _decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return value if -_LARGEST < value < _LARGEST else None


def _decimal(text: str) -> Decimal | None:
    if len(text) > _LONGEST_NUMBER or not text.isascii() or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _time(value: object) -> datetime | None:
    return moment_of(value) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


_READERS: dict[FieldKind, tuple[Callable[[object], object], str]] = {
    "text": (_text, "a text"),
    "keyword": (_text, "a text"),
    "number": (_number, "a number"),
    "time": (_time, "an RFC 3339 time or a date"),
    "boolean": (_boolean, "true or false"),
    "point": (_text, "an area"),
}
