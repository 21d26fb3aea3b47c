"""Columns for tests of inference."""

from collections.abc import Sequence
from random import Random

from spice.domain.inference.finding import Finding
from spice.domain.inference.infer import Cells, infer


def cells(name: str, values: Sequence[str | None], *, first: int = 2) -> Cells:
    """A column whose cells stand in rows from the second on, as below a header."""
    return Cells(name=name, values=values, rows=range(first, first + len(values)))


def found(name: str, *values: str | None) -> Finding:
    """What is found of a column alone."""
    return infer([cells(name, values)], Random(1).randrange)[0]


def found_together(**columns: Sequence[str | None]) -> dict[str, Finding]:
    """What is found of the columns of one table, by name."""
    told = infer([cells(name, values) for name, values in columns.items()], Random(1).randrange)
    return {finding.name: finding for finding in told}
