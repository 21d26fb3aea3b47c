"""Values to compare with: which operators take which, and how they are read from text or JSON."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import cast

from spice.application.queries.finding.readers import read_boolean, read_fragment, read_number, read_value
from spice.domain.bounds import IN_VALUES
from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import shown
from spice.domain.ontology.compiled.parts import FieldType
from spice.domain.wording import quoted
from spice.searching.ranks import RANKS

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "prefix", "exists", "within")
OF_ANY_KIND = ("eq", "ne", "in", "exists")
"""Operators that mean the same whatever a field holds."""
_ORDERED = ("gt", "gte", "lt", "lte")
_EQUAL = ("eq", "ne", "in")
_FITTING: dict[FieldKind, tuple[str, ...]] = {
    "text": (*_EQUAL, *_ORDERED, "contains", "prefix", "exists"),
    "keyword": (*_EQUAL, *_ORDERED, "contains", "prefix", "exists"),
    "number": (*_EQUAL, *_ORDERED, "exists"),
    "time": (*_EQUAL, *_ORDERED, "exists"),
    "boolean": (*_EQUAL, "exists"),
    "point": ("exists", "within"),
    **dict.fromkeys(RANKS, (*_EQUAL, *_ORDERED, "contains", "prefix", "exists")),
    "octets": (*_EQUAL, "exists"),
    "composite": ("exists",),
    "sealed": ("exists",),
}
_MOST_METRES = 20_100_000.0


def fits(kind: FieldKind, op: str) -> bool:
    """Tell whether an operator means something for a kind of field."""
    return op in _FITTING[kind]


def fitting(kind: FieldKind) -> str:
    """Name the operators of a kind of field, for a hint."""
    return f"operators for {kind}: {', '.join(_FITTING[kind])}"


def typed(of: FieldType, op: str, value: object, *, name: str, path: str, home: Home = NOWHERE) -> object:
    """Read the value of a condition; a list for `in`, numbers for `within`. Refuses it as invalid_parameter."""
    if op == "exists":
        return _read(read_boolean, "true or false", value, name, path)
    if op == "within":
        return _area(value, name, path)
    if op in ("contains", "prefix"):
        return _read(partial(read_fragment, of=of), "a text", value, name, path)
    expected, reader = _EXPECTED.get(of.kind, "a text"), partial(read_value, of=of, home=home)
    if op == "in":
        return [_read(reader, expected, item, name, path) for item in _several(value, name, path)]
    return _read(reader, expected, value, name, path)


def split(text: str) -> list[str]:
    r"""Cut at commas; `\,` is a comma and `\\` a backslash."""
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
    numbers = value if isinstance(value, list) and len(value) <= IN_VALUES else []
    area = [float(cast(Decimal, _read(read_number, expected, item, name, path))) for item in numbers]
    match area:
        case [_, _, metres] if not 0 < metres <= _MOST_METRES:
            expected = f"a radius above 0 and of at most {_MOST_METRES:,.0f} metres, half the way around the earth"
            raise _wrong(expected, value, name, path)
    if not _is_area(area):
        raise _wrong(expected, value, name, path)
    return area


def _is_area(area: Sequence[float]) -> bool:
    match area:
        case [latitude, longitude, _]:
            return abs(latitude) <= 90 and abs(longitude) <= 180
        case [south, west, north, east]:
            return -90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180
        case _:
            return False


def _read(reader: Callable[[object], object], expected: str, value: object, name: str, path: str) -> object:
    try:
        return reader(value)
    except Rejected as rejected:
        # What it is instead is told behind it, as it was written.
        why = "; ".join(problem.message.partition(", not the ")[0] for problem in rejected.problems)
        raise _wrong(why.removeprefix("must be ") or expected, value, name, path) from rejected


def _wrong(expected: str, value: object, name: str, path: str) -> DomainError:
    said = f"{name} is compared with {expected}: {quoted(value)} is not"
    return refuse("invalid_parameter", said, path=path, value=shown(value))


_EXPECTED: dict[FieldKind, str] = {
    "number": "a number",
    "boolean": "true or false",
    "time": "an RFC 3339 time or a date",
}
