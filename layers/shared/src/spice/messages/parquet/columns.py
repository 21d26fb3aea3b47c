"""Columns of a Parquet file: what they hold, and how their values are written."""

import struct as binary
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from itertools import groupby
from typing import Any, Literal

from spice.messages.parquet.thrift import BINARY, INT32, STRUCT, TRUE, Field, number, struct, text, varint

Kind = Literal["text", "json", "integer", "double", "boolean", "decimal", "date", "time"]
DIGITS, SCALE = 38, 10
"""Of decimals: how many digits there are, and how many behind the point."""
_LAST_PLACE, _EXACT = Decimal(1).scaleb(-SCALE), Context(prec=DIGITS, traps=[Inexact, InvalidOperation])
_EPOCH, _FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1).toordinal()
_BOOLEAN, _INT32, _INT64, _DOUBLE, _BYTES, _FIXED = 0, 1, 2, 5, 6, 7
_TYPES: dict[Kind, int] = {
    "text": _BYTES,
    "json": _BYTES,
    "integer": _INT64,
    "double": _DOUBLE,
    "boolean": _BOOLEAN,
    "decimal": _FIXED,
    "date": _INT32,
    "time": _INT64,
}
_CONVERTED: dict[Kind, int] = {"text": 0, "json": 19, "decimal": 5, "date": 6, "time": 10}
_UTC_MICROS = struct([(8, STRUCT, struct([(1, TRUE, b""), (2, STRUCT, struct([(2, STRUCT, struct([]))]))]))])
_OPTIONAL, _REQUIRED, _REPEATED, _LIST = 1, 0, 2, 3


class DoesNotFit(ValueError):
    """A value that its column cannot hold exactly."""

    def __init__(self, column: str) -> None:
        super().__init__(f"column {column!r} cannot hold a value exactly")
        self.column = column


@dataclass(frozen=True, slots=True)
class Column:
    """A column: each row has a value, or None; of a list several, none or None."""

    name: str
    kind: Kind
    is_list: bool = False

    @property
    def type(self) -> int:
        """Tell the type that values are stored by."""
        return _TYPES[self.kind]

    @property
    def path(self) -> list[str]:
        """Tell where the values stand in the schema."""
        return [self.name, "list", "element"] if self.is_list else [self.name]

    def elements(self) -> list[bytes]:
        """Write what the schema says of it."""
        if not self.is_list:
            return [self._leaf(self.name, _OPTIONAL)]
        outer = [(3, INT32, number(_OPTIONAL)), (4, BINARY, text(self.name)), (5, INT32, number(1))]
        inner = [(3, INT32, number(_REPEATED)), (4, BINARY, text("list")), (5, INT32, number(1))]
        return [struct([*outer, (6, INT32, number(_LIST))]), struct(inner), self._leaf("element", _REQUIRED)]

    def page(self, values: Sequence[Any]) -> tuple[int, bytes]:
        """Write rows as a page: how many places it has, and its content. Raises DoesNotFit."""
        levels, held = self._levels(values)
        try:
            return len(levels[-1]), b"".join([*map(_runs, levels), _WRITERS[self.kind](held)])
        except (binary.error, ArithmeticError, TypeError, ValueError, AttributeError) as unfit:
            raise DoesNotFit(self.name) from unfit

    def _levels(self, values: Sequence[Any]) -> tuple[list[list[int]], list[Any]]:
        if not self.is_list:
            return [[0 if value is None else 1 for value in values]], [each for each in values if each is not None]
        repeated, defined, held = list[int](), list[int](), list[Any]()
        for value in values:
            if value is not None and not isinstance(value, list):
                raise DoesNotFit(self.name)
            held += value or ()
            repeated += [0, *(1 for _ in (value or ())[1:])]
            defined += [2] * len(value) if value else [0 if value is None else 1]
        return [repeated, defined], held

    def _leaf(self, name: str, repetition: int) -> bytes:
        fields: list[Field] = [(1, INT32, number(self.type))]
        if self.kind == "decimal":
            fields.append((2, INT32, number(16)))
        fields += [(3, INT32, number(repetition)), (4, BINARY, text(name))]
        if (converted := _CONVERTED.get(self.kind)) is not None:
            fields.append((6, INT32, number(converted)))
        if self.kind == "decimal":
            fields += [(7, INT32, number(SCALE)), (8, INT32, number(DIGITS))]
        if self.kind == "time":
            fields.append((10, STRUCT, _UTC_MICROS))
        return struct(fields)


def _runs(levels: Sequence[int]) -> bytes:
    """Write levels as runs, behind their length."""
    made = b"".join(varint(sum(1 for _ in run) << 1) + bytes([level]) for level, run in groupby(levels))
    return len(made).to_bytes(4, "little") + made


def _texts(values: Sequence[str]) -> bytes:
    made = bytearray()
    for value in values:
        held = value.encode()
        made += len(held).to_bytes(4, "little")
        made += held
    return bytes(made)


def _integers(values: Sequence[int]) -> bytes:
    return binary.pack(f"<{len(values)}q", *values)


def _doubles(values: Sequence[Decimal | int]) -> bytes:
    held = [float(value) for value in values]
    if any(Decimal(repr(near)) != value for near, value in zip(held, values, strict=True)):
        raise ValueError(values)
    return binary.pack(f"<{len(held)}d", *held)


def _booleans(values: Sequence[bool]) -> bytes:
    if not all(isinstance(value, bool) for value in values):
        raise TypeError(values)
    bits = sum(1 << n for n, value in enumerate(values) if value)
    return bits.to_bytes((len(values) + 7) // 8, "little")


def _decimals(values: Sequence[Decimal | int]) -> bytes:
    return b"".join(_unscaled(Decimal(value)).to_bytes(16, "big", signed=True) for value in values)


def _unscaled(value: Decimal) -> int:
    return int(value.quantize(_LAST_PLACE, context=_EXACT).scaleb(SCALE, _EXACT))


def _dates(values: Sequence[str]) -> bytes:
    return binary.pack(f"<{len(values)}i", *(date.fromisoformat(value).toordinal() - _FIRST_DAY for value in values))


def _times(values: Sequence[datetime]) -> bytes:
    return _integers([_micros(value) for value in values])


def _micros(value: datetime) -> int:
    passed = value - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


_WRITERS: dict[Kind, Callable[[Sequence[Any]], bytes]] = {
    "text": _texts,
    "json": _texts,
    "integer": _integers,
    "double": _doubles,
    "boolean": _booleans,
    "decimal": _decimals,
    "date": _dates,
    "time": _times,
}
