"""Which columns tell the records of a table apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from spice.domain.inference.finding import Finding
from spice.domain.inference.headers.header import Header
from spice.domain.inference.infer import Cells
from spice.domain.proposals.table import Known, is_unique

_KEYABLE_WORDS = """
    IDENTIFIER UUID STRING INTEGER EMAIL COUNTRY_CODE CURRENCY_CODE POSTAL_CODE HASH MAC YEAR DATE ENUM
"""
_KEYABLE = frozenset(_KEYABLE_WORDS.split())
_MOST_PARTS = 8
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Columns whose values together tell records apart, and why these."""

    columns: Sequence[str]
    reason: str


def key_of(table: Known, cells: Sequence[Cells]) -> Key | None:
    """Find the key of a table; None where nothing tells its records apart, or too few are there to say."""
    if table.rows < _FEWEST_ROWS:
        return None
    unique = [(place, column) for place, column in enumerate(table.columns) if _may_be(column, table)]
    if unique:
        _, best = max(unique, key=lambda each: (_worth(each[1]), -each[0]))
        if _worth(best) > 0:
            return Key(
                columns=[best.name], reason=f"each of the {table.rows:,} records looked at has another {best.name!r}"
            )
    return _pair(table, cells)


def _may_be(column: Finding, table: Known) -> bool:
    return (
        is_unique(column, table) and column.semantic_type in _KEYABLE and column.semantic_type not in ("DATE", "YEAR")
    )


def _worth(column: Finding) -> float:
    """Weigh how much a column is meant to identify, by its type and its header: figures may happen to differ."""
    named = Header(column.name).naming("IDENTIFIER") + Header(column.name).naming("UUID")
    kind = {"UUID": 3.0, "IDENTIFIER": 2.5, "COUNTRY_CODE": 2.0, "CURRENCY_CODE": 2.0, "EMAIL": 1.0, "MAC": 1.5}
    return 2 * named + kind.get(column.semantic_type, 0.0) + (0.3 if column.semantic_type == "STRING" else 0.0)


def _pair(table: Known, cells: Sequence[Cells]) -> Key | None:
    """Find two columns that identify together, one of which is meant to."""
    held = {each.name: each.values for each in cells}
    parts = [c for c in table.columns if c.null_count == 0 and c.semantic_type in _KEYABLE and c.distinct > 1]
    for one, two in combinations(parts[:_MOST_PARTS], 2):
        if max(_worth(one), _worth(two)) < 2:
            continue
        pairs = set(zip(held[one.name], held[two.name], strict=True))
        if len(pairs) == table.rows:
            said = f"{one.name!r} and {two.name!r} together differ in each of the {table.rows:,} records looked at"
            return Key(columns=[one.name, two.name], reason=said)
    return None
