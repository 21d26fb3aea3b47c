"""Which table of a source is meant, and which of its columns: what is not there is told with what is."""

from collections.abc import Sequence

from spice.application.funnel.source import Source
from spice.application.upkeep.importing.wanted import Filling, Origins
from spice.domain.errors import DomainError, Problem
from spice.domain.hints import did_you_mean, pointer
from spice.domain.sheets.a1 import letters
from spice.domain.sheets.header import column_key
from spice.domain.sheets.sheet import Unreadable
from spice.domain.sheets.tables import FoundTable
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

_NAMED = 20


def table_of(source: Source, asked: Origins, mapping: Sequence[Filling]) -> FoundTable:
    """Find the table that is meant: the one that is named, or the one that has the columns."""
    found = [
        table
        for table in source.tables
        if (asked.sheet is None or spelled(table.sheet) == spelled(asked.sheet))
        and (asked.table is None or spelled(table.name) == spelled(asked.table))
    ]
    if not found:
        if asked.sheet is None and asked.table is None:
            raise Unreadable(f"{source.name}: no table was found in it")
        names = [table.sheet if asked.table is None else table.name for table in source.tables]
        what, name = ("table", asked.table) if asked.table is not None else ("sheet", asked.sheet)
        raise Unreadable(f"{source.name} has no {what} {quoted(str(name))}", hint=did_you_mean(name, names))
    if len(found) > 1:
        found = [table for table in found if _has_all(table, mapping)] or found[:1]
    if len(found) > 1:
        said = f"{source.name} has {len(found)} tables with these columns: `table` says which"
        raise Unreadable(said, hint="known: " + ", ".join(table.name for table in found[:20]))
    return found[0]


def not_read(source: Source, table: FoundTable, asked: Origins) -> list[str]:
    """Tell of the other tables of a sheet where nobody said which is meant."""
    others = [each for each in source.tables if each.sheet == table.sheet and each is not table]
    if not others or asked.table is not None:
        return []
    rows = sum(each.size for each in others)
    names = ", ".join(f"{each.name} from row {each.first_row:,}" for each in others[:5])
    return [f"{rows:,} rows in other tables of the sheet were not read: {names}"]


def _head_of(table: FoundTable) -> str:
    """Say where the names of the columns stand: in a column, of a table that lies on its side."""
    if not table.header_rows:
        return ""
    last = table.header_rows[-1]
    return f", row {last:,}" if table.form == "rows" else f", column {letters(last - 1)}"


def left_out(unread: Sequence[tuple[int, str]]) -> list[str]:
    """Name the rows below the header that are not brought in."""
    said = []
    for what in dict.fromkeys(what for _, what in unread):
        rows = [number for number, each in unread if each == what]
        more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
        named = ", ".join(f"{number:,}" for number in rows[:_NAMED])
        said.append(f"row {named}{more}: taken for {what}, and not brought in")
    return said


def _has_all(table: FoundTable, mapping: Sequence[Filling]) -> bool:
    return {column_key(each.column) for each in mapping} <= {column_key(column.name) for column in table.columns}


def places_of(table: FoundTable, mapping: Sequence[Filling], file: str) -> list[int]:
    """Find the column of each filling; all that are not there are told."""
    names = {column_key(column.name): place for place, column in enumerate(table.columns)}
    missing = [each.column for each in mapping if column_key(each.column) not in names]
    if missing:
        known = [column.name for column in table.columns]
        place = f"{file}, sheet {table.sheet!r}{_head_of(table)}"
        raise DomainError(
            [
                Problem(
                    code="invalid_parameter",
                    message=f"{place}: there is no column {quoted(name)}",
                    path=pointer("/mapping", name),
                    value=name,
                    hint=did_you_mean(name, known),
                )
                for name in missing
            ]
        )
    return [names[column_key(each.column)] for each in mapping]
