"""Propose an ontology for a source, and match it with classes that are there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from spice.application.funnel.analyze import checked, found_in, table_row
from spice.application.funnel.rows import FillingRow, MappingRow, NewClassRow, ProposalRow
from spice.application.funnel.source import Source
from spice.domain.datatypes.home import Home
from spice.domain.inference.column import Chance
from spice.domain.inference.finding import Finding
from spice.domain.proposals.classes import Filling, Proposal, propose
from spice.domain.proposals.matching import match
from spice.domain.proposals.table import Known
from spice.domain.sheets.tables import FoundTable

_WORTH_TELLING = 0.3
_MOST_MATCHES = 3


def propose_ontology(
    source: Source,
    chance: Chance,
    *,
    classes: Sequence[Mapping[str, Any]] = (),
    region: str | None = None,
    home: Home | None = None,
) -> ProposalRow:
    """Propose a class for each table; `classes` are those that columns could fill as well, `home` is where their
    database is."""
    at = home or Home(region=region)
    found = [(table, found_in(table, chance, region, at)) for table in checked(source)]
    known = [(_known(table, findings), table.columns) for table, findings in found]
    proposals = propose(known, home=at)
    mappings = [_proposed(each) for each in proposals]
    for table, findings in found:
        mappings += _existing(table.name, findings, classes, at)
    return ProposalRow(
        tables=[table_row(table, findings) for table, findings in found],
        classes=[cast(NewClassRow, each.document) for each in proposals],
        mappings=mappings,
    )


def _known(table: FoundTable, findings: Sequence[Finding]) -> Known:
    rows = table.size - table.left_out
    return Known(name=table.name, rows=rows, columns=findings, is_whole=not (table.left_out or table.is_beginning))


def _proposed(proposal: Proposal) -> MappingRow:
    scores = [filling.score for filling in proposal.fillings]
    return MappingRow(
        table=proposal.table,
        class_=str(proposal.document["name"]),
        existing=False,
        score=round(sum(scores) / max(1, len(scores)), 3),
        columns=_rows(proposal.fillings),
        missing=[],
        reasons=proposal.reasons,
    )


def _existing(
    table: str, findings: Sequence[Finding], classes: Sequence[Mapping[str, Any]], home: Home
) -> Iterator[MappingRow]:
    matches = sorted((match(each, findings, home=home) for each in classes), key=lambda each: -each.score)
    for found in matches[:_MOST_MATCHES]:
        if found.score >= _WORTH_TELLING:
            said = f"{len(found.fillings)} of {len(findings)} columns fit {found.class_name}"
            yield MappingRow(
                table=table,
                class_=found.class_name,
                existing=True,
                score=found.score,
                columns=_rows(found.fillings),
                missing=found.missing,
                reasons=[said, *(f"nothing fills {name!r}, which is required" for name in found.missing)],
            )


def _rows(fillings: Sequence[Filling]) -> list[FillingRow]:
    return [FillingRow(each.column, each.property, each.score, each.reason) for each in fillings]
