"""What a search asks of documents: conditions on fields, and their and, or and not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spice.domain.datatypes.kinds import FieldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`field op value`. `value` is in normal form: str, bool, int, Decimal, datetime, or a list of them for `in`;
    `within` has [lat, lon, metres] or [south, west, north, east] as floats; `exists` a bool."""

    field: str
    kind: FieldKind
    op: Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "prefix", "exists", "within"]
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All of them; none: everything."""

    parts: Sequence["Filter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Any of them; none: nothing."""

    parts: Sequence["Filter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """What does not match, including what has no such field."""

    part: "Filter"


Filter = Condition | And | Or | Not
