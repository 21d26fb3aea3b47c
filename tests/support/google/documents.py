"""Spreadsheets as the Sheets API has them, and the part of one that a question names: ranges, and a mask of fields."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from spice.domain.sheets.a1 import read_area

Value = str | float | int | bool | date | None
"""A datetime is a date as well."""
_WORDS = re.compile(r"[A-Za-z]+|[(),./]")


def a_cell(value: Value) -> dict[str, Any]:
    """A cell with a value; a text that begins with `#` and ends with `!` is a formula that went wrong."""
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"effectiveValue": {"boolValue": value}, "formattedValue": str(value).upper()}
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001  # as a sheet has it
        serial = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001  # as above
        kind = "DATE_TIME" if isinstance(value, datetime) else "DATE"
        return {
            "effectiveValue": {"numberValue": serial},
            "formattedValue": f"{value:%d.%m.%Y}",
            "effectiveFormat": {"numberFormat": {"type": kind, "pattern": "dd.mm.yyyy"}, "wrapStrategy": "CLIP"},
        }
    if isinstance(value, int | float):
        return {"effectiveValue": {"numberValue": value}, "formattedValue": f"{value:,}"}
    if value.startswith("#") and value.endswith("!"):
        told = {"errorValue": {"type": "REF", "message": "Reference does not exist"}}
        return {"effectiveValue": told, "formattedValue": value}
    return {"effectiveValue": {"stringValue": value}, "formattedValue": value}


def a_tab(
    title: str,
    rows: Sequence[Sequence[Value]],
    *,
    merges: Sequence[tuple[int, int, int, int]] = (),
    hidden_rows: Sequence[int] = (),
    filtered_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    hidden: bool = False,
    kind: str = "GRID",
    size: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """A tab. `merges`: first row, past the last one, first column, past the last one, from 0; rows and columns too."""
    high, wide = size or (len(rows) + 5, max((len(row) for row in rows), default=0) + 2)
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    told: dict[str, Any] = {"sheetId": abs(hash(title)) % 10_000, "title": title, "index": 0, "sheetType": kind}
    if hidden:
        told["hidden"] = True
    if kind == "GRID":
        told["gridProperties"] = {"rowCount": high, "columnCount": wide}
    return {
        "properties": told,
        "merges": [{"sheetId": told["sheetId"], **dict(zip(names, each, strict=True))} for each in merges],
        "rows": [[a_cell(value) for value in row] for row in rows],
        "rowMetadata": [_dimension(place in hidden_rows, place in filtered_rows) for place in range(high)],
        "columnMetadata": [_dimension(place in hidden_columns, False) for place in range(wide)],
    }


def a_spreadsheet(id_: str, title: str, *tabs: dict[str, Any]) -> dict[str, Any]:
    """A spreadsheet."""
    return {"spreadsheetId": id_, "properties": {"title": title, "locale": "ko_KR"}, "sheets": list(tabs)}


def _dimension(hidden: bool, filtered: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"pixelSize": 21}
    return told | ({"hiddenByUser": True} if hidden else {}) | ({"hiddenByFilter": True} if filtered else {})


def part_of(found: Mapping[str, Any], query: Mapping[str, list[str]]) -> tuple[int, Mapping[str, Any]]:
    """Answer `spreadsheets.get`."""
    mask = masked(query["fields"][0])
    sheets = []
    for sheet in found["sheets"]:
        told = {name: sheet[name] for name in ("properties", "merges")}
        if "ranges" in query:
            area = read_area(query["ranges"][0], "")
            if area.tab != sheet["properties"]["title"]:
                continue
            grid = sheet["properties"]["gridProperties"]
            box = area.within(grid["rowCount"], grid["columnCount"])
            if box is None or (area.right or 0) >= grid["columnCount"] or (area.bottom or 0) >= grid["rowCount"]:
                said = f"Range ({query['ranges'][0]}) exceeds grid limits."
                return 400, {"error": {"code": 400, "message": said, "status": "INVALID_ARGUMENT"}}
            told["data"] = [_data(sheet, box.top, box.left, box.bottom, box.right)]
        sheets.append(told)
    if "ranges" in query and not sheets:
        said = f"Unable to parse range: {query['ranges'][0]}"
        return 400, {"error": {"code": 400, "message": said, "status": "INVALID_ARGUMENT"}}
    return 200, kept({**found, "sheets": sheets}, mask)


def _data(sheet: Mapping[str, Any], top: int, left: int, bottom: int, right: int) -> dict[str, Any]:
    rows = []
    for row in sheet["rows"][top : bottom + 1]:
        cells = row[left : right + 1]
        while cells and not cells[-1]:
            cells = cells[:-1]
        rows.append({"values": cells} if cells else {})
    while rows and not rows[-1]:
        rows.pop()
    # What is zero is not there, as everywhere in protocol buffers.
    begins = ({"startRow": top} if top else {}) | ({"startColumn": left} if left else {})
    metadata = {
        "rowMetadata": sheet["rowMetadata"][top : bottom + 1],
        "columnMetadata": sheet["columnMetadata"][left : right + 1],
    }
    return {**begins, **({"rowData": rows} if rows else {}), **metadata}


def masked(fields: str) -> dict[str, Any]:
    """Read a mask of fields: `a.b,c(d,e)` and `c/d` as one field in another."""
    words = _WORDS.findall(fields)
    found, rest = _several(words)
    assert not rest, fields
    return found


def _several(words: list[str]) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    while words and words[0] != ")":
        name, rest = words[0], words[1:]
        inner: dict[str, Any] = {}
        if rest and rest[0] in ("/", "."):
            inner, words = _one(rest[1:])
        elif rest and rest[0] == "(":
            inner, words = _several(rest[1:])
            words = words[1:]
        else:
            words = rest
        found[name] = inner
        if words and words[0] == ",":
            words = words[1:]
    return found, words


def _one(words: list[str]) -> tuple[dict[str, Any], list[str]]:
    name, rest = words[0], words[1:]
    if rest and rest[0] in ("/", "."):
        inner, rest = _one(rest[1:])
        return {name: inner}, rest
    if rest and rest[0] == "(":
        inner, rest = _several(rest[1:])
        return {name: inner}, rest[1:]
    return {name: {}}, rest


def kept(value: Any, mask: Mapping[str, Any]) -> Any:
    """Keep of an answer what a mask names."""
    if not mask:
        return value
    if isinstance(value, list):
        return [kept(each, mask) for each in value]
    return {name: kept(value[name], inner) for name, inner in mask.items() if name in value}
