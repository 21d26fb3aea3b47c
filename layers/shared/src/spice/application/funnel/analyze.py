"""Analyse a source: the type of every column, with reasons."""

from collections.abc import Sequence

from spice.application.funnel.rows import AlternativeRow, AnalysisRow, ColumnRow, DialectRow, MismatchRow, TableRow
from spice.application.funnel.source import Source
from spice.domain.datatypes.home import Home
from spice.domain.inference.column import Chance
from spice.domain.inference.finding import Finding
from spice.domain.inference.infer import Cells, infer
from spice.domain.inference.measured import with_unit
from spice.domain.proposals.classes import property_of
from spice.domain.proposals.readable import unread_in, with_unread
from spice.domain.sheets.sheet import Unreadable
from spice.domain.sheets.tables import FoundTable

MOST_CELLS = 2_000_000
"""Cells that one analysis looks at."""
_PREVIEW = 10
_LONGEST_PREVIEW = 200


def analyze(source: Source, chance: Chance, *, region: str | None = None) -> AnalysisRow:
    """Tell what a source holds."""
    home = Home(region=region)
    tables = [table_row(table, found_in(table, chance, region, home)) for table in checked(source)]
    dialect = source.dialect
    return AnalysisRow(
        file=source.name,
        encoding=dialect.encoding if dialect else None,
        dialect=DialectRow(delimiter=dialect.delimiter, quote='"', reason=dialect.reason) if dialect else None,
        tables=tables,
        columns=tables[0].columns if tables else [],
    )


def found_in(table: FoundTable, chance: Chance, region: str | None, home: Home) -> list[Finding]:
    """Tell what each column of a table is; cells that an import could not read as that are mismatches as well."""
    findings = [with_unit(each, table.titles) for each in infer(table.columns, chance, region=region)]
    return [_told(finding, cells, home) for finding, cells in zip(findings, table.columns, strict=True)]


def _told(finding: Finding, cells: Cells, home: Home) -> Finding:
    written = property_of(finding, "field", home=home)
    if written["type"] != finding.type:
        return finding
    return with_unread(finding, cells, unread_in(finding, written, home))


def checked(source: Source) -> Sequence[FoundTable]:
    """Refuse more cells than are looked at in one go."""
    cells = sum(len(column.values) for table in source.tables for column in table.columns)
    if cells > MOST_CELLS:
        raise Unreadable(f"{source.name} has {cells:,} cells, and {MOST_CELLS:,} are looked at", code="too_large")
    return source.tables


def table_row(table: FoundTable, findings: Sequence[Finding]) -> TableRow:
    """Tell of a table."""
    return TableRow(
        name=table.name,
        sheet=table.sheet,
        form=table.form,
        header_rows=table.header_rows,
        first_row=table.first_row,
        last_row=table.last_row,
        rows=table.size,
        titles=table.titles,
        notes=table.notes,
        totals=table.totals,
        columns=[column_row(finding) for finding in findings],
        preview=_preview(table),
    )


def column_row(finding: Finding) -> ColumnRow:
    """Tell of a column."""
    others = finding.alternatives
    return ColumnRow(
        name=finding.name,
        type=finding.type,
        semantic_type=finding.semantic_type,
        confidence=finding.confidence,
        alternatives=[AlternativeRow(each.type, each.semantic_type, each.confidence) for each in others],
        reasons=finding.reasons,
        null_count=finding.null_count,
        distinct=finding.distinct,
        samples=finding.samples,
        mismatches=[MismatchRow(each.row, each.value) for each in finding.mismatches],
        mismatch_count=finding.mismatch_count,
        unit=finding.unit,
        format=finding.format,
    )


def _preview(table: FoundTable) -> list[list[str | None]]:
    first = [column.values[:_PREVIEW] for column in table.columns]
    return [[None if cell is None else cell[:_LONGEST_PREVIEW] for cell in row] for row in zip(*first, strict=True)]
