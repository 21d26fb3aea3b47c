"""What of a source is brought in: its table, the columns that fill something, and how each of them is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spice.application.funnel.source import Source
from spice.application.upkeep.importing.cutting import Cut, Cutting
from spice.application.upkeep.importing.how_read import days_read, numbers_read
from spice.application.upkeep.importing.meant import left_out, not_read, places_of, table_of
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.wanted import Filling, Progress, Wanted, Written
from spice.domain.bounds import DRY_RUN_ROWS, IMPORT_ROWS
from spice.domain.cells.days import order_in
from spice.domain.cells.numbers import mark_of
from spice.domain.cells.reading import holds_days, holds_numbers
from spice.domain.sheets.header import header_of
from spice.domain.sheets.sheet import Unreadable
from spice.domain.sheets.tables import FoundTable
from spice.domain.sheets.whole import LOOKED_AT

Members = Mapping[str, Mapping[str, Any]]
"""Properties and relationships of a class by their stable ids, as documents."""
_MOST_NOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A table and what is taken of it; `hidden` tells of each column whether it is personal."""

    file: str
    table: FoundTable
    places: Sequence[int]
    hidden: Sequence[bool]
    columns: Sequence[Written]
    notes: Sequence[str]
    most: int

    @property
    def brief(self) -> "Plan":
        """The same, with no more cells of the table than tell its last rows from totals and remarks."""
        few = [
            replace(each, values=each.values[:LOOKED_AT], rows=[*each.rows[:LOOKED_AT]]) for each in self.table.columns
        ]
        return replace(self, table=replace(self.table, columns=few))

    def cutting(self, parts: Parts, before: Cut | None = None) -> Cutting:
        """Give what cuts its rows into parts."""
        return Cutting(self.file, parts, self.places, self.hidden, most=self.most, before=before)

    def progress(self, cut: Cut, unread: Sequence[tuple[int, str]]) -> Progress:
        """Tell of what was cut."""
        return Progress(
            staged=cut.parts,
            total=cut.count,
            sheet=self.table.sheet,
            header=header_of(column.name for column in self.table.columns),
            columns=self.columns,
            notes=[*self.notes, *left_out(unread), *self.table.notes][:_MOST_NOTES],
            preview=cut.preview,
            refused=(),
        )


def plan_of(source: Source, wanted: Wanted, members: Members) -> Plan:
    """Find what is meant. Refuses a source that has no rows, or not the columns."""
    table = table_of(source, wanted.source, wanted.mapping)
    places = places_of(table, wanted.mapping, source.name)
    if not table.size:
        raise Unreadable(f"{source.name}, sheet {table.sheet!r}: there is a header, and no row below it")
    columns = _written(table, places, wanted.mapping, members)
    return Plan(
        file=source.name,
        table=table,
        places=places,
        hidden=[members.get(each.part, {}).get("personal") is True for each in wanted.mapping],
        columns=columns,
        notes=[
            *not_read(source, table, wanted.source),
            *_said(table, places, [members.get(each.part, {}) for each in wanted.mapping], columns),
        ],
        most=DRY_RUN_ROWS if wanted.dry_run else IMPORT_ROWS,
    )


def _said(
    table: FoundTable, places: Sequence[int], kinds: Sequence[Mapping[str, Any]], columns: Sequence[Written]
) -> list[str]:
    """Tell how what may be read two ways is read; of what is personal no cell is shown."""
    shown = [
        (table.columns[place], kind, how)
        for place, kind, how in zip(places, kinds, columns, strict=True)
        if kind.get("personal") is not True
    ]
    said = [each for cells, kind, how in shown if holds_numbers(kind) for each in numbers_read(cells, how)]
    for cells, kind, how in shown:
        said += days_read(cells, how) if holds_days(kind) else []
    return said


def _written(table: FoundTable, places: Sequence[int], mapping: Sequence[Filling], members: Members) -> list[Written]:
    """Tell how each column is written, by all of its cells that were looked at; days are in one order in a table."""
    kinds = [members.get(each.part, {}) for each in mapping]
    days = [place for place, kind in zip(places, kinds, strict=True) if holds_days(kind)]
    order = order_in(cell for place in days for cell in table.columns[place].values if cell is not None)
    return [
        Written(
            mark=mark_of(cell for cell in table.columns[place].values if cell) if holds_numbers(kind) else "point",
            order=order,
            is_literal=table.is_listed,
        )
        for place, kind in zip(places, kinds, strict=True)
    ]
