"""The database as an operator asks it: one statement, and what it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a statement told: names of columns, rows as text (None: null), and how many rows it read or changed."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    count: int


class Asking(Protocol):
    """Statements of a person who may run any."""

    def ask(self, statement: str, *, most: int) -> Told:
        """Run one statement in a transaction of its own and tell at most so many of its rows.

        Raises Transient, Permanent with the database's own words.
        """
        ...
