"""What a semantic type is: which values fit it, how telling that is, and what stores it."""

from collections.abc import Callable
from dataclasses import dataclass

from spice.domain.inference.column import Column, Fits

Judge = Callable[[Column], float]
Stores = Callable[[Column], str]


DIGITS = frozenset("0123456789０１２３４５６７８９")


def unmoved(column: Column) -> float:
    """Judge nothing beside the values and the header."""
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A semantic type. Weights are in nats: how much likelier it is made by what is seen."""

    name: str
    words: str
    """What one of its values is, for the reasons."""
    fits: Fits
    stored: str | Stores
    """The type of the ontology that holds it."""
    strength: float
    """How telling values are that all fit, where the header says nothing."""
    named: float = 3.0
    """How telling a header is that names it."""
    needs: frozenset[str] = frozenset()
    """Characters of which a value has one; none given: any text may fit."""
    least: float = 0.5
    """The share of cells that must fit."""
    by_distinct: bool = False
    """Values are of a short list: the same one again says nothing new."""
    judge: Judge = unmoved

    def stored_of(self, column: Column) -> str:
        """Name the type of the ontology that holds such a column."""
        return self.stored if isinstance(self.stored, str) else self.stored(column)
