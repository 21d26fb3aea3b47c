"""Where the rows of an import come from, as its body says: checked before a job begins."""

from dataclasses import replace
from typing import Any

from functions.api.operations.import_models import SourceBody
from spice.application.funnel.google_sheets import SheetAsked
from spice.application.upkeep.importing.wanted import Origins
from spice.domain.errors import refuse
from spice.domain.sheets.google_keys import spreadsheet_address
from spice.domain.tables.delimiters import delimiter_named


def origins_of(source: SourceBody) -> Origins:
    """Read where rows come from; one place alone."""
    given = [each for each in (source.columns, source.upload_id, source.google_sheet) if each is not None]
    if len(given) != 1:
        said = "a source is columns and rows, or an upload_id, or a google_sheet, and one of them alone"
        raise refuse("constraint_violated" if given else "missing_property", said, path="/source")
    _check_reading(source)
    if source.google_sheet is not None:
        return _sheet(source, source.google_sheet.asked("/source/google_sheet"))
    kept: dict[str, Any] = {
        name: getattr(source, name) for name in ("upload_id", "sheet", "table", "encoding", "delimiter")
    }
    return Origins(file=source.filename or ("" if source.upload_id else "table"), **kept)


def _sheet(source: SourceBody, asked: SheetAsked) -> Origins:
    """Name a Google Sheet by its address, which stays; the tab that is meant is the range, where none is said."""
    if asked.range is None and source.sheet is not None:
        name = source.sheet.replace("'", "''")
        asked = replace(asked, range=f"'{name}'")
    file = source.filename or spreadsheet_address(asked.id)
    return Origins(file=file, google_sheet=asked, sheet=source.sheet, table=source.table)


def _check_reading(source: SourceBody) -> None:
    from spice.domain.tables.decoding import is_encoding

    if source.encoding is not None and not is_encoding(source.encoding):
        said = f"there is no text encoding {source.encoding!r}"
        raise refuse("invalid_parameter", said, path="/source/encoding", value=source.encoding)
    if source.upload_id is None and (given := _of_texts(source)):
        said = f"only the text of an upload has a {given[0]}: columns and rows, and a Google Sheet, say how they are"
        raise refuse("invalid_parameter", said, path=f"/source/{given[0]}", value=getattr(source, given[0]))
    mark = source.delimiter
    if mark is not None and delimiter_named(mark) is None:
        raise refuse("invalid_parameter", "delimiter is one character, or tab", path="/source/delimiter", value=mark)


def _of_texts(source: SourceBody) -> list[str]:
    return [name for name in ("encoding", "delimiter") if getattr(source, name) is not None]
