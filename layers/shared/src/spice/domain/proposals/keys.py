"""Which columns tell the records of a table apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from spice.domain.inference.finding import Finding
from spice.domain.inference.headers.header import Header
from spice.domain.inference.infer import Cells
from spice.domain.proposals.table import Known, is_unique

_KEYABLE_WORDS = """
    IDENTIFIER UUID STRING INTEGER EMAIL COUNTRY_CODE CURRENCY_CODE POSTAL_CODE HASH MAC YEAR DATE DATETIME ENUM
"""
_KEYABLE = frozenset(_KEYABLE_WORDS.split())
_FIGURES = ("INTEGER", "DECIMAL", "MONEY", "PERCENT")
"""What headers name that counts or measures, and identifies nothing."""
_TIMES = ("DATE", "DATETIME", "YEAR")
_MOST_PARTS, _MOST_COLUMNS = 8, 4
_MEANT = 2.0
_NO_ACCIDENT = 3.0
"""Records that would be alike by chance in so many ways, and are not: then the columns tell them apart."""
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
    return _together(table, cells)


def _may_be(column: Finding, table: Known) -> bool:
    return is_unique(column, table) and column.semantic_type in _KEYABLE and column.semantic_type not in _TIMES


def _worth(column: Finding) -> float:
    """Weigh how much a column is meant to identify, by its type and its header: figures may happen to differ."""
    named = Header(column.name).naming("IDENTIFIER") + Header(column.name).naming("UUID")
    kind = {"UUID": 3.0, "IDENTIFIER": 2.5, "COUNTRY_CODE": 2.0, "CURRENCY_CODE": 2.0, "EMAIL": 1.0, "MAC": 1.5}
    return 2 * named + kind.get(column.semantic_type, 0.0) + (0.3 if column.semantic_type == "STRING" else 0.0)


def _together(table: Known, cells: Sequence[Cells]) -> Key | None:
    """Find the fewest columns that identify together, one of which is meant to."""
    held = {each.name: each.values for each in cells}
    may = [c for c in table.columns if c.null_count == 0 and c.semantic_type in _KEYABLE and c.distinct > 1]
    likely = {c.name for c in sorted(may, key=_worth, reverse=True)[:_MOST_PARTS]}
    parts = [c for c in may if c.name in likely]
    for size in range(2, _MOST_COLUMNS + 1):
        for those in combinations(parts, size):
            if _are_meant(those, table.rows) and _differ([held[each.name] for each in those]):
                names = [each.name for each in those]
                said = f"{_listed(names)} together differ in each of the {table.rows:,} records looked at"
                return Key(columns=names, reason=said)
    return None


def _are_meant(those: Sequence[Finding], rows: int) -> bool:
    """Tell whether columns may be a key, and more than two are no accident: of so many values few would differ."""
    ways = prod(each.distinct for each in those)
    if ways < rows or max(map(_worth, those)) < _MEANT or any(map(_is_figure, those)):
        return False
    by_chance = rows * rows / (2 * ways)
    return len(those) == 2 or by_chance >= _NO_ACCIDENT or min(map(_worth, those)) >= _MEANT


def _is_figure(column: Finding) -> bool:
    header = Header(column.name)
    return header.naming("IDENTIFIER") < 1 and any(header.naming(each) == 1 for each in _FIGURES)


def _differ(columns: Sequence[Sequence[str | None]]) -> bool:
    """Tell whether no two records have the same cells, as soon as two have."""
    seen = set[tuple[str | None, ...]]()
    for record in zip(*columns, strict=True):
        if record in seen:
            return False
        seen.add(record)
    return True


def _listed(names: Sequence[str]) -> str:
    *first, last = map(repr, names)
    return f"{', '.join(first)} and {last}"
