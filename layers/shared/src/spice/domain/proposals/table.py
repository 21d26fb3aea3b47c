"""A table with what was found of each of its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from spice.domain.inference.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A table whose columns are known. `rows`: how many records were looked at; `is_whole`: there are no others."""

    name: str
    rows: int
    columns: Sequence[Finding]
    is_whole: bool = True


def is_unique(column: Finding, table: Known) -> bool:
    """Tell whether no two records have the same value, and each has one."""
    return table.rows > 0 and column.null_count == 0 and column.distinct == table.rows
