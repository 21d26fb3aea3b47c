"""Tables: rows of groups, put together from the buckets of an index."""

from collections.abc import Iterable, Sequence
from typing import Any

from spice.adapters.engines.figures import Figure, Table
from spice.searching.partials import Partial


def gathered(buckets: Iterable[tuple[tuple[object, ...], Any]], wanted: Sequence[Figure]) -> Table:
    """Make rows of buckets; those of the same group are put together."""
    table: Table = {}
    for key, answer in buckets:
        row = [
            figure.read(answer[f"m{n}"] if figure.request else answer["doc_count"]) for n, figure in enumerate(wanted)
        ]
        add_row(table, key, row)
    return table


def add_row(table: Table, key: tuple[object, ...], row: list[Partial]) -> None:
    """Add a row to a table: to the one of its group, if there is one."""
    before = table.get(key)
    # The two are of one kind: they come from the same figure.
    table[key] = row if before is None else [one.and_(other) for one, other in zip(before, row, strict=True)]  # type: ignore[arg-type]
