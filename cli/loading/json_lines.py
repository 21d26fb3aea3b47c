"""Lines of JSON (NDJSON): an instance's data a line, or a line as `spice export` and a bulk request write it."""

from collections.abc import Iterable, Iterator
from typing import Any

from cli.loading.columns import Columns
from spice.domain.errors import DomainError
from spice.domain.spelling import spelled
from spice.domain.tables.flaws import Strictness
from spice.domain.tables.lines import Lines
from spice.entrypoints.http.bodies.json import read_json

Document = dict[str, Any]
WRITTEN = frozenset({"class", "id", "data", "op", "reason", "occurred_at", "if_version"})
"""What a line may say of an instance."""
_KNOWN = WRITTEN | {"meta"}


def json_lines(source: Iterable[str], columns: Columns, strictness: Strictness) -> Iterator[tuple[int, Document]]:
    """Read one JSON object a line; blank lines are none."""
    lines = Lines(source, strictness)
    while (line := lines.take()) is not None:
        if not line.body.strip():
            continue
        try:
            found = read_json(line.body.encode())
        except DomainError as broken:
            strictness.meet(line.number, str(broken), mended="the line is left out")
            continue
        if isinstance(found, dict):
            if (document := _filled(line.number, _document(found), columns, strictness)) is not None:
                yield line.number, document
        else:
            strictness.meet(line.number, "this is no JSON object", mended="the line is left out")


def _document(found: Document) -> Document:
    """Take a line as it is when it says what it is of; else it is data alone. `meta` is the export's own."""
    said = found.keys() <= _KNOWN and (isinstance(found.get("data"), dict) or {"op", "id"} <= found.keys())
    if not said:
        return {"data": found}
    return {name: value for name, value in found.items() if name in WRITTEN}


def _filled(line: int, document: Document, columns: Columns, strictness: Strictness) -> Document | None:
    """Heed what the options say of columns: names in a line's data are those of its columns."""
    data = document.get("data")
    if not isinstance(data, dict):
        return document
    columns.named.meet(map(spelled, data))
    kept = Document()
    taken = columns.id if "id" not in document else None
    if taken is not None and not _takes_id(line, document, data, taken, strictness):
        return None
    for key, value in data.items():
        name = spelled(key)
        meant = columns.renamed.get(name, key)
        taken_as_id = name == taken and meant not in columns.members
        if name in columns.skipped or taken_as_id:
            continue
        if meant in kept:
            strictness.meet(line, f"{key!r} and another fill the property {meant!r}", mended="the second is left out")
        else:
            kept[meant] = value
    document["data"] = kept
    return document


def _takes_id(line: int, document: Document, data: Document, column: str, strictness: Strictness) -> bool:
    """Take the id from a name in the data, as a table's from a column."""
    identity = next((value for key, value in data.items() if spelled(key) == column), None)
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        strictness.meet(line, f"there is no {column!r} to take the id from", mended="the line is left out")
        return False
    document["id"] = str(identity)
    return True
