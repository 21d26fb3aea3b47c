"""In what the figures of a column are: what its own name says, or what is said once above its table."""

from collections.abc import Sequence
from dataclasses import replace

from spice.domain.inference.finding import Finding
from spice.domain.inference.headers.header import Header
from spice.domain.inference.headers.units import unit_behind, unit_said

_FIGURES = frozenset({"INTEGER", "DECIMAL", "NUMERIC_ANY"})
_AMOUNTS = frozenset({*_FIGURES, "MONEY"})


def with_unit(column: Finding, titles: Sequence[str]) -> Finding:
    """Add the unit of a column that says none in brackets; codes, years and shares are in none."""
    if column.unit is not None or column.semantic_type not in _AMOUNTS:
        return column
    unit = unit_behind(column.name) if column.semantic_type in _FIGURES else None
    if unit is None and Header(column.name).naming("IDENTIFIER") < 1:
        unit = unit_said(titles)
    return column if unit is None else replace(column, unit=unit)
