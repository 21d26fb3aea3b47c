"""The values of a document by field: paths walked, lists flattened, each value once, as its kind has it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from spice.domain.datatypes.kinds import FieldKind
from spice.domain.personal import read_sealed
from spice.searching.moments import moment_of
from spice.searching.ranks import is_address, is_clock, is_duration

Place = tuple[float, float]
"""Latitude and longitude."""
_FARTHEST = 1_000_000
"""Powers of ten that a number's order key tells."""


def field_values(data: Mapping[str, object], field: str, kind: FieldKind) -> list[object]:
    """Give a field's values: str, int or Decimal, datetime, bool or Place; what does not fit its kind is left out."""
    reader = _READERS[kind]
    read = [reader(value) for value in raw_values(data, field)]
    return list(dict.fromkeys(value for value in read if value is not None))


def raw_values(data: Mapping[str, object], field: str) -> Iterator[object]:
    """Walk a dotted path through objects and lists."""
    if "." not in field or field in data:
        return _flat(data.get(field))
    head, _, rest = field.partition(".")
    return (value for part in _flat(data.get(head)) if isinstance(part, Mapping) for value in raw_values(part, rest))


def number(value: object) -> int | Decimal | None:
    """Read a number; amounts of money are texts."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Decimal):
        return value
    try:
        read = Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        return None
    return read if read.is_finite() and abs(read.adjusted()) < _FARTHEST else None


def place(value: object) -> Place | None:
    """Read a coordinate."""
    if not isinstance(value, Mapping):
        return None
    latitude, longitude = number(value.get("lat")), number(value.get("lon"))
    if latitude is None or longitude is None:
        return None
    on_the_map = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (float(latitude), float(longitude)) if on_the_map else None


def word(value: object) -> str | None:
    """Read a text; other scalars are written as JSON writes them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if isinstance(value, Mapping) else str(value)


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    elif value is not None:
        yield value


def _time(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else moment_of(str(value))


def _boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _duration(value: object) -> str | None:
    return value if isinstance(value, str) and is_duration(value) else None


def _network(value: object) -> str | None:
    return value if isinstance(value, str) and is_address(value) else None


def _clock(value: object) -> str | None:
    return value if isinstance(value, str) and is_clock(value) else None


def _key(value: object) -> str | None:
    sealed = read_sealed(value)
    return None if sealed is None else sealed.key


def _there(value: object) -> bool:
    return True


_READERS: dict[FieldKind, Callable[[object], object]] = {
    "text": word,
    "keyword": word,
    "number": number,
    "time": _time,
    "boolean": _boolean,
    "point": place,
    "duration": _duration,
    "clock": _clock,
    "network": _network,
    "octets": _text,
    "composite": _there,
    "sealed": _key,
}
