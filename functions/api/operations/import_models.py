"""The body that asks for an import."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, WithJsonSchema

from spice.domain.bounds import BODY_VALUES, FILENAME
from spice.domain.errors import refuse
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.bodies.google_sheet import GoogleSheetBody

_COLUMN = {"type": "object", "properties": {"column": {"type": "string"}, "property": {"type": "string"}}}
MAPPING = WithJsonSchema(
    {
        "description": "Column to property, relationship or `_id`; or the `columns` of a mapping that Funnel proposed.",
        "anyOf": [
            {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            {"type": "array", "items": {**_COLUMN, "required": ["column", "property"]}},
        ],
    }
)
_Cell = Annotated[Any, WithJsonSchema({"x-component": "Value"})]
_Text = Annotated[str, Field(min_length=1, max_length=1000)]


class SourceBody(EdgeModel):
    """Columns and rows, an upload, or a Google Sheet; and what the file does not say of itself."""

    columns: list[str] | None = None
    rows: list[list[_Cell]] | None = None
    upload_id: str | None = None
    google_sheet: GoogleSheetBody | None = None
    filename: Annotated[str, Field(min_length=1, max_length=FILENAME)] | None = None
    sheet: _Text | None = None
    table: _Text | None = None
    encoding: _Text | None = None
    delimiter: _Text | None = None


class ImportBody(EdgeModel):
    """What is brought in, into which class, and which column fills what."""

    most_values: ClassVar[int] = BODY_VALUES
    source: SourceBody
    class_: str = Field(alias="class")
    mapping: Annotated[Any, MAPPING]
    op: Literal["create", "update", "upsert", "delete"] = "create"
    on_error: Literal["skip", "stop"] = "skip"
    dry_run: bool = False


def pairs_of(mapping: object) -> list[tuple[str, str]]:
    """Read a mapping in each of its forms; columns that fill nothing are left out."""
    if isinstance(mapping, Mapping) and isinstance(mapping.get("columns"), list):
        mapping = mapping["columns"]
    if isinstance(mapping, Mapping):
        return [_pair(column, name, f"/mapping/{column}") for column, name in mapping.items() if name is not None]
    if isinstance(mapping, Sequence) and not isinstance(mapping, str):
        return [_entry(each, f"/mapping/{place}") for place, each in enumerate(mapping)]
    raise refuse("wrong_type", "a mapping is an object, column to property, or a list", path="/mapping")


def _entry(entry: object, path: str) -> tuple[str, str]:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("column"), str):
        raise refuse("wrong_type", 'an entry of a mapping is {"column", "property"}', path=path)
    return _pair(entry["column"], entry.get("property"), path)


def _pair(column: str, name: object, path: str) -> tuple[str, str]:
    if not isinstance(name, str):
        raise refuse("wrong_type", f"column {column!r}: a property is named by a text", path=path)
    return column, name
