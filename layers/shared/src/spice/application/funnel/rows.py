"""What Funnel answers."""

from collections.abc import Sequence
from typing import Literal, Required, TypedDict
from uuid import UUID

from msgspec import Struct

from spice.application.ground.class_rows import PropertyRow, RelationshipRow
from spice.messages.shapes import Count, Label


class AlternativeRow(Struct, frozen=True):
    """Another type that a column may have."""

    type: str
    semantic_type: str
    confidence: float


class MismatchRow(Struct, frozen=True):
    """A cell that is not of its column's type, and the row of the file in which it stands."""

    row: Count
    value: str


class ColumnRow(Struct, frozen=True):
    """What a column is: `type` is what the ontology stores, `semantic_type` the finer meaning."""

    name: str
    type: str
    semantic_type: str
    confidence: float
    alternatives: Sequence[AlternativeRow]
    reasons: Sequence[str]
    null_count: Count
    distinct: Count
    samples: Sequence[str]
    mismatches: Sequence[MismatchRow]
    mismatch_count: Count
    unit: str | None
    format: str | None


class TableRow(Struct, frozen=True):
    """A table that was found: where it is, how it lies, its columns, and the first of its rows."""

    name: str
    sheet: str
    form: Literal["rows", "columns", "pairs"]
    header_rows: Sequence[Count]
    first_row: Count
    last_row: Count
    rows: Count
    titles: Sequence[str]
    notes: Sequence[str]
    totals: Sequence[Count]
    columns: Sequence[ColumnRow]
    preview: Sequence[Sequence[str | None]]


class DialectRow(Struct, frozen=True):
    """How a text file is written."""

    delimiter: str | None
    quote: str
    reason: str


class AnalysisRow(Struct, frozen=True):
    """What a file holds; `columns` are those of its first table."""

    file: str
    encoding: str | None
    dialect: DialectRow | None
    tables: Sequence[TableRow]
    columns: Sequence[ColumnRow]


class FillingRow(Struct, frozen=True):
    """A column and the property it fills, how sure that is, and why."""

    column: str
    property: str
    score: float
    reason: str


class MappingRow(Struct, frozen=True, rename={"class_": "class"}):
    """Which columns of a table fill what of a class; `existing`: one that the database has already; `learned_from`: the
    import in which people mapped the same columns so."""

    table: str
    class_: str
    existing: bool
    score: float
    columns: Sequence[FillingRow]
    missing: Sequence[str]
    reasons: Sequence[str]
    learned_from: UUID | None = None


class NewClassRow(TypedDict, total=False):
    """A class that is proposed, as a client writes one: ids come with the commit."""

    name: Required[str]
    label: Label
    key: Sequence[str]
    properties: Sequence[PropertyRow]
    relationships: Sequence[RelationshipRow]


class ProposalRow(Struct, frozen=True):
    """An ontology for the tables of a file: classes as `POST …/ontology` takes them, and mappings."""

    tables: Sequence[TableRow]
    classes: Sequence[NewClassRow]
    mappings: Sequence[MappingRow]
