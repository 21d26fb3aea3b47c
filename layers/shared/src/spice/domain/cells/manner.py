"""How a column is written."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["point", "comma"]
"""What stands before the fraction of a column's numbers."""
Order = Literal["day first", "month first"]
"""Which part of 3/5/2024 stands first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What stands before fractions, and the order of days in its table.

    `is_literal`: absence is null, as in JSON, so that a word of absence that may be a value is one.
    """

    mark: Mark = "point"
    order: Order | None = None
    is_literal: bool = False
