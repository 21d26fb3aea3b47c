"""Rows of keys and erasures, as the tables of a database would hold them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """The last key of a subject; without `wrapped` it was erased."""

    generation: int
    wrapped: bytes | None
    epoch: int = 1


class DigestRow(NamedTuple):
    """The last key that digests requests of a database; without `wrapped` it was destroyed."""

    generation: int
    epoch: int
    wrapped: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRow:
    """Up to which generation a subject was erased, and whether they returned."""

    generation: int
    at: datetime
    readmitted: bool = False
