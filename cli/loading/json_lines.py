"""Lines of JSON (NDJSON): an instance's data a line, or a line as `spice export` and a bulk request write it."""

from collections.abc import Iterable, Iterator
from typing import Any

from spice.domain.errors import DomainError
from spice.domain.tables.flaws import Strictness
from spice.domain.tables.lines import Lines
from spice.entrypoints.http.bodies.json import read_json

Document = dict[str, Any]
WRITTEN = frozenset({"class", "id", "data", "op", "reason", "occurred_at", "if_version"})
"""What a line may say of an instance."""
_KNOWN = WRITTEN | {"meta"}


def json_lines(source: Iterable[str], strictness: Strictness) -> Iterator[tuple[int, Document]]:
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
            yield line.number, _document(found)
        else:
            strictness.meet(line.number, "this is no JSON object", mended="the line is left out")


def _document(found: Document) -> Document:
    """Take a line as it is when it says what it is of; else it is data alone. `meta` is the export's own."""
    said = found.keys() <= _KNOWN and (isinstance(found.get("data"), dict) or {"op", "id"} <= found.keys())
    if not said:
        return {"data": found}
    return {name: value for name, value in found.items() if name in WRITTEN}
