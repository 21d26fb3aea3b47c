"""Rows of keys and erasures, as the tables of a database would hold them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """The last key of a subject; without `wrapped` it was erased."""

    generation: int
    wrapped: bytes | None
    epoch: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRow:
    """Up to which generation a subject was erased, and whether they returned."""

    generation: int
    at: datetime
    readmitted: bool = False
