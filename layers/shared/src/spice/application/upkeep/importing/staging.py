"""A source -> its rows in parts: read once, by Funnel's reader; a repetition after a death writes the same parts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import IO, Any

from spice.application.funnel.source import Source, opened_source, refuse_long, rows_source
from spice.application.ground.uploads import OpenedUpload
from spice.application.upkeep.importing.meant import left_out, not_read, places_of, table_of
from spice.application.upkeep.importing.parts import Parts, Row
from spice.application.upkeep.importing.sheet_snapshot import snapshot_source, walk_of
from spice.application.upkeep.importing.wanted import PART_ROWS, Filling, Origins, Progress, Wanted, Written
from spice.domain.bounds import DRY_RUN_ROWS, IMPORT_ROWS
from spice.domain.cells.days import order_in
from spice.domain.cells.numbers import mark_of
from spice.domain.cells.reading import holds_days, holds_numbers
from spice.domain.errors import refuse
from spice.domain.sheets.header import header_of
from spice.domain.sheets.opening import is_workbook
from spice.domain.sheets.sheet import Cell, Unreadable
from spice.domain.sheets.tables import FoundTable
from spice.domain.sheets.whole import take_all, take_table

PART_BYTES = 4_000_000
_PREVIEW, _LONGEST_PREVIEW = 10, 200
Members = Mapping[str, Mapping[str, Any]]
"""Properties and relationships of a class by their stable ids, as documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A source that was cut into parts."""

    parts: int
    rows: int
    preview: Sequence[Sequence[Cell]]


class Cutting:
    """Takes rows and keeps them, a part at a time. Of places that are `hidden` nothing is shown before."""

    def __init__(self, file: str, parts: Parts, places: Sequence[int], hidden: Sequence[bool], *, most: int) -> None:
        self._file, self._parts, self._places, self._hidden, self._most = file, parts, places, hidden, most
        self._rows: list[Row] = []
        self._bytes, self._count, self._cut, self._last = 0, 0, 0, 0
        self._preview: list[list[Cell]] = []

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Take a record of the table; commands and instances are named by its number, which no other may have."""
        if number <= self._last:
            raise Unreadable(f"{self._file}, row {number:,}: it comes after row {self._last:,}, and must not")
        self._last = number
        held = [cells[place] for place in self._places]
        self._count += 1
        if self._count > self._most:
            said = f"{self._file}, row {number:,}: there are more than {self._most:,} rows: bring it in several files"
            raise Unreadable(said, code="too_large")
        if len(self._preview) < _PREVIEW:
            shown = ("…" if hidden and cell else cell for cell, hidden in zip(held, self._hidden, strict=True))
            self._preview.append([None if cell is None else cell[:_LONGEST_PREVIEW] for cell in shown])
        self._rows.append((number, held))
        self._bytes += sum(len(cell) for cell in held if cell is not None)
        if len(self._rows) == PART_ROWS or self._bytes > PART_BYTES:
            self._keep()

    def end(self) -> Staged:
        """Keep what is left, and tell how much there was."""
        if self._rows:
            self._keep()
        return Staged(parts=self._cut, rows=self._count, preview=self._preview)

    def _keep(self) -> None:
        self._parts.keep_rows(self._cut, self._rows)
        self._cut += 1
        self._rows, self._bytes = [], 0


def stage(wanted: Wanted, members: Members, opened: Callable[[], OpenedUpload], parts: Parts) -> Progress:
    """Cut the source of an import into parts. Refuses one that is no table, that has no rows, or not the columns."""
    # What is found and what is taken are of one file: it is opened once.
    if wanted.source.upload_id is None:
        return _staged(wanted, members, None, parts)
    uploaded = opened()
    with uploaded.content as raw:
        if is_workbook(raw.read(16)):
            refuse_long(wanted.source.file, uploaded.upload.size)
        raw.seek(0)
        return _staged(wanted, members, raw, parts)


def _staged(wanted: Wanted, members: Members, raw: IO[bytes] | None, parts: Parts) -> Progress:
    source = _source(wanted.source, raw, parts)
    table = table_of(source, wanted.source, wanted.mapping)
    places = places_of(table, wanted.mapping, source.name)
    if not table.size:
        raise Unreadable(f"{source.name}, sheet {table.sheet!r}: there is a header, and no row below it")
    hidden = [members.get(each.part, {}).get("personal") is True for each in wanted.mapping]
    most = DRY_RUN_ROWS if wanted.dry_run else IMPORT_ROWS
    cutting = Cutting(source.name, parts, places, hidden, most=most)
    unread = _hand_over(source, table, raw, parts, cutting)
    staged = cutting.end()
    return Progress(
        staged=staged.parts,
        total=staged.rows,
        sheet=table.sheet,
        header=header_of(column.name for column in table.columns),
        columns=_written(table, places, wanted.mapping, members),
        notes=[*not_read(source, table, wanted.source), *left_out(unread), *table.notes][:20],
        preview=staged.preview,
        refused=(),
    )


def _hand_over(
    source: Source, table: FoundTable, raw: IO[bytes] | None, parts: Parts, cutting: Cutting
) -> Sequence[tuple[int, str]]:
    """Give every record of a table to be cut; what was found of one that is long are not all of them. Answers which
    rows are no records."""
    if not table.left_out:
        for place, number in enumerate(table.columns[0].rows):
            cutting.take(number, [column.values[place] for column in table.columns])
        return table.unread
    if raw is None:
        return take_table(source.name, table, walk_of(parts, table.sheet), cutting.take)
    how = source.dialect
    encoding, delimiter = (how.encoding, how.delimiter) if how else (None, None)
    raw.seek(0)
    return take_all(raw, source.name, table, cutting.take, encoding=encoding, delimiter=delimiter)


def _source(asked: Origins, raw: IO[bytes] | None, parts: Parts) -> Source:
    if asked.google_sheet is not None:
        return snapshot_source(parts, asked.file)
    if raw is None:
        given = parts.given()
        return rows_source(given.columns, given.rows, asked.file)
    chance = Random(0).randrange
    source = opened_source(raw, asked.file, chance, encoding=asked.encoding, delimiter=asked.delimiter)
    if source.dialect is not None and source.dialect.undecoded is not None:
        said = f"{source.name}, {source.dialect.undecoded}"
        hint = f"it was read as {source.dialect.encoding}; `encoding` says which it is"
        raise Unreadable(said, hint=hint)
    return source


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


def check_given(
    columns: Sequence[str], rows: Sequence[Sequence[object]], asked: Origins, mapping: Sequence[Filling]
) -> None:
    """Refuse columns and rows that came with a request as staging would, before they are kept."""
    if not rows:
        raise refuse("missing_property", "there are no rows", path="/source/rows")
    source = rows_source(columns, rows, asked.file)
    places_of(table_of(source, asked, mapping), mapping, source.name)
