"""Whether an import could read a column into a property: what is proposed must be readable."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from spice.domain.cells.manner import Manner, Order
from spice.domain.cells.numbers import mark_of
from spice.domain.cells.reading import holds_numbers, reader_of
from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.registry import compile_check
from spice.domain.inference.finding import Finding, Mismatch
from spice.domain.inference.infer import MISMATCHES, Cells

_MOST = 500
"""Values of a column that are read: some types are dear to check."""
_TOLERATED = 0.02
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The values that cannot be read, and the share of the cells looked at that have them."""

    values: frozenset[str]
    share: float


def unread_in(column: Finding, member: Mapping[str, Any], home: Home = NOWHERE) -> Unread:
    """Read a column's values as an import would, by the reader and the check of a property."""
    counts = dict(islice(column.counts.items(), _MOST))
    mark = mark_of(counts) if holds_numbers(member) else "point"
    read = reader_of(member, Manner(mark=mark, order=order_of_column(column)), home)
    check = compile_check(member, home)
    unread = set[str]()
    for value in counts:
        try:
            check(read(value))
        except Rejected:
            unread.add(value)
    total = sum(counts.values())
    return Unread(values=frozenset(unread), share=sum(counts[each] for each in unread) / total if total else 0.0)


def order_of_column(column: Finding) -> Order | None:
    """Tell the order of a column's days, where that was found."""
    return "day first" if column.format == "day first" else "month first" if column.format == "month first" else None


def is_readable(column: Finding, unread: Unread) -> bool:
    """Tell whether hardly more cells cannot be read than were told to be of another type."""
    told = column.mismatch_count / column.size if column.size else 0.0
    return unread.share <= told + _TOLERATED


def with_unread(column: Finding, cells: Cells, unread: Unread) -> Finding:
    """Tell cells that cannot be read as mismatches, beside those of another type."""
    known = {each.row: each for each in column.mismatches}
    fresh = [
        Mismatch(row=row, value=cell.strip()[:_LONGEST_SHOWN])
        for row, cell in zip(cells.rows, cells.values, strict=True)
        if unread.values and cell is not None and row not in known and cell.strip() in unread.values
    ]
    count = max(column.mismatch_count, len(known) + len(fresh))
    told = sorted((*known.values(), *fresh), key=lambda each: each.row)[:MISMATCHES]
    return replace(column, mismatch_count=count, mismatches=told)
