"""The parts of the Sheets API's answers that are asked for, as its discovery document names them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from spice.domain.sheets.a1 import Box, letters
from spice.domain.sheets.merged import Range
from spice.domain.sheets.serials import written_number, written_serial
from spice.domain.sheets.sheet import Cell
from spice.ports.google_sheets import Grid, GridRow, Spreadsheet, Tab

OF_SPREADSHEET = (
    "spreadsheetId,properties.title,"
    "sheets(properties(title,hidden,sheetType,gridProperties(rowCount,columnCount)),merges)"
)
OF_CELLS = (
    "sheets.data(startRow,startColumn,rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser),"
    "rowData.values(effectiveValue,formattedValue,effectiveFormat.numberFormat.type))"
)
_TIMES = ("DATE", "TIME", "DATE_TIME")
_ERRORS = 20


class Named(Struct, rename="camel"):
    """SpreadsheetProperties."""

    title: str = ""


class GridProperties(Struct, rename="camel"):
    """How large a grid is."""

    row_count: int = 0
    column_count: int = 0


class SheetProperties(Struct, rename="camel"):
    """What a tab is."""

    title: str = ""
    hidden: bool = False
    sheet_type: str = "GRID"
    grid_properties: GridProperties | None = None


class GridRange(Struct, rename="camel"):
    """A rectangle; ends are exclusive."""

    start_row_index: int = 0
    end_row_index: int = 0
    start_column_index: int = 0
    end_column_index: int = 0


class ErrorValue(Struct):
    """What went wrong in a cell."""

    type: str = ""


class ExtendedValue(Struct, rename="camel"):
    """A value: one of them is there."""

    number_value: float | None = None
    string_value: str | None = None
    bool_value: bool | None = None
    error_value: ErrorValue | None = None


class NumberFormat(Struct):
    """How numbers are shown."""

    type: str = ""


class CellFormat(Struct, rename="camel"):
    """How a cell is shown."""

    number_format: NumberFormat | None = None


class CellData(Struct, rename="camel"):
    """A cell."""

    effective_value: ExtendedValue | None = None
    formatted_value: str | None = None
    effective_format: CellFormat | None = None


class RowData(Struct):
    """A row; it ends with its last cell that holds something."""

    values: Sequence[CellData] = ()


class Dimension(Struct, rename="camel"):
    """What a row or a column is beside its cells."""

    hidden_by_user: bool = False
    hidden_by_filter: bool = False


class GridData(Struct, rename="camel"):
    """The cells of a rectangle."""

    start_row: int = 0
    start_column: int = 0
    row_data: Sequence[RowData] = ()
    row_metadata: Sequence[Dimension] = ()
    column_metadata: Sequence[Dimension] = ()


class SheetAnswer(Struct):
    """A tab, or the part of one that was asked for."""

    properties: SheetProperties | None = None
    merges: Sequence[GridRange] = ()
    data: Sequence[GridData] = ()


class SpreadsheetAnswer(Struct, rename="camel"):
    """A spreadsheet."""

    spreadsheet_id: str = ""
    properties: Named | None = None
    sheets: Sequence[SheetAnswer] = ()


def spreadsheet_of(answer: SpreadsheetAnswer) -> Spreadsheet:
    """Read what a spreadsheet is."""
    title = answer.properties.title if answer.properties else ""
    return Spreadsheet(id=answer.spreadsheet_id, title=title, tabs=list(_tabs(answer)))


def _tabs(answer: SpreadsheetAnswer) -> Iterator[Tab]:
    for sheet in answer.sheets:
        told = sheet.properties
        if told is not None and told.sheet_type == "GRID" and told.grid_properties is not None:
            yield Tab(
                title=told.title,
                rows=told.grid_properties.row_count,
                columns=told.grid_properties.column_count,
                hidden=told.hidden,
                merges=[_range(each) for each in sheet.merges],
            )


def _range(found: GridRange) -> Range:
    return (
        (found.start_row_index, found.start_column_index),
        (found.end_row_index - 1, found.end_column_index - 1),
    )


def grid_of(answer: SpreadsheetAnswer, box: Box) -> Grid:
    """Read the cells of a rectangle."""
    found = next((data for sheet in answer.sheets for data in sheet.data), GridData())
    errors: list[str] = []
    rows = []
    for place, row in enumerate(found.row_data):
        number = found.start_row + place + 1
        cells = [cell_of(each) for each in row.values[: box.width]]
        errors += [
            f"{letters(box.left + column)}{number}: {each.formatted_value or 'an error'}"
            for column, each in enumerate(row.values[: box.width])
            if each.effective_value is not None and each.effective_value.error_value is not None
        ][: _ERRORS - len(errors)]
        hidden = place < len(found.row_metadata) and _is_hidden(found.row_metadata[place])
        rows.append(GridRow(number, cells + [None] * (box.width - len(cells)), hidden))
    hidden_columns = (place for place, each in enumerate(found.column_metadata) if _is_hidden(each))
    return Grid(rows=rows, hidden_columns=frozenset(hidden_columns), errors=errors)


def _is_hidden(told: Dimension) -> bool:
    return told.hidden_by_user or told.hidden_by_filter


def cell_of(cell: CellData) -> Cell:
    """Write a cell as that of a workbook is written: by its value and what that is, not by how it is shown."""
    value = cell.effective_value
    if value is None:
        return None
    if value.bool_value is not None:
        return "true" if value.bool_value else "false"
    if value.number_value is not None:
        form = cell.effective_format.number_format if cell.effective_format else None
        if form is not None and form.type in _TIMES:
            return written_serial(value.number_value, form.type)
        return written_number(value.number_value)
    text = value.string_value if value.error_value is None else cell.formatted_value
    return text if text and text.strip() else None
