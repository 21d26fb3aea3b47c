"""What `spice infer` and `spice load --propose` show of tables and of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.session import Session

if TYPE_CHECKING:
    from spice.application.funnel.rows import AnalysisRow, ColumnRow, MappingRow, ProposalRow

_COLUMNS = ("column", "type", "meaning", "sure", "why", "samples")
_FILLED = ("column", "property", "score", "why")


def tell(session: Session, analysis: AnalysisRow) -> None:
    """Show an analysis: a table of columns for each table that was found."""
    if session.print.as_json:
        session.print.data(analysis)
        return
    for table in analysis.tables:
        title = f"{table.name}: {table.rows:,} rows" + (f", {analysis.encoding}" if analysis.encoding else "")
        session.print.table(title, _COLUMNS, [_row(column) for column in table.columns], right=("sure",))
        for note in (*table.titles, *table.notes):
            session.print.say(note)
        for column in table.columns:
            for cell in column.mismatches[:3]:
                session.print.say(f"row {cell.row:,}, {column.name}: {cell.value!r} is no {column.semantic_type}")


def tell_proposal(session: Session, proposal: ProposalRow) -> None:
    """Show the classes that are proposed, and which column fills what."""
    if session.print.as_json:
        session.print.data(proposal)
        return
    for mapping in proposal.mappings:
        session.print.table(f"{mapping.class_} from {mapping.table}", _FILLED, _fillings(mapping), right=("score",))
        for reason in mapping.reasons:
            session.print.say(reason)


def _row(column: ColumnRow) -> tuple[object, ...]:
    samples = ", ".join(column.samples[:3])
    return column.name, column.type, column.semantic_type, f"{column.confidence:.2f}", column.reasons[0], samples


def _fillings(mapping: MappingRow) -> list[tuple[object, ...]]:
    return [(each.column, each.property, f"{each.score:.2f}", each.reason) for each in mapping.columns]
