"""What people made of a table before: the mapping of the last import of one with the same columns, to be offered."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from spice.application.funnel.rows import FillingRow, MappingRow, ProposalRow, TableRow
from spice.application.ground.class_members import members_of
from spice.application.ground.schemas import Schema
from spice.application.upkeep.importing.wanted import ID, Wanted, progress_of, wanted_of
from spice.domain.sheets.header import header_of
from spice.messages.work import Import
from spice.ports.directory import Database
from spice.ports.jobs import Job, Jobs

LOOKED_AT, AT_ONCE = 1000, 100
"""Imports of a database that are looked at, the newest ones, until each header is found."""


class LearnedMappings:
    """Remembers mappings by the imports that were made with them."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def offered(
        self, proposal: ProposalRow, database: Database, schema: Schema, *, classes: Sequence[Mapping[str, Any]]
    ) -> ProposalRow:
        """Put what was learned of each table, of some classes, before what is proposed: it is offered, no more."""
        names = {each["name"] for each in classes}
        headers = [header_of(column.name for column in table.columns) for table in proposal.tables]
        before = self._by_header(database, set(headers))
        found = [
            row
            for table, header in zip(proposal.tables, headers, strict=True)
            if (job := before.get(header)) is not None
            and (row := _row(table, job, schema)) is not None
            and row.class_ in names
        ]
        return ProposalRow(tables=proposal.tables, classes=proposal.classes, mappings=[*found, *proposal.mappings])

    def _by_header(self, database: Database, wanted: Set[str]) -> Mapping[str, Job]:
        """Find the newest import of each header that came to its end and was meant."""
        found: dict[str, Job] = {}
        for job in self._newest(database):
            header = progress_of(job.detail).header
            if header in wanted and header is not None and _was_meant(job):
                found.setdefault(header, job)
                if len(found) == len(wanted):
                    break
        return found

    def _newest(self, database: Database) -> Iterator[Job]:
        before = None
        for _ in range(LOOKED_AT // AT_ONCE):
            page = self._jobs.named(Import(database.uuid), limit=AT_ONCE, before=before)
            yield from page
            if len(page) < AT_ONCE:
                return
            before = (page[-1].created_at, page[-1].id)


def _was_meant(job: Job) -> bool:
    """Tell whether an import did all that it was to do."""
    return job.state == "COMPLETED" and not progress_of(job.detail).stopped and not wanted_of(job.detail).dry_run


def _row(table: TableRow, job: Job, schema: Schema) -> MappingRow | None:
    """Tell it by the names of today; None: the class, or all of what was filled, is gone."""
    wanted = wanted_of(job.detail)
    shape = schema.ontology.by_id.get(wanted.class_id)
    if shape is None:
        return None
    members = members_of(schema, shape)
    filled = _fillings(wanted, members)
    named = {each.property for each in filled}
    missing = [shape.names[id_] for id_ in shape.required if shape.names[id_] not in named]
    said = f"the same columns were brought in so on {job.created_at:%Y-%m-%d}, by {wanted.actor}"
    row = MappingRow(
        table=table.name,
        class_=shape.name,
        existing=True,
        score=1.0,
        columns=filled,
        missing=missing,
        reasons=[said],
        learned_from=job.id,
    )
    return row if filled else None


def _fillings(wanted: Wanted, members: Mapping[str, Mapping[str, Any]]) -> Sequence[FillingRow]:
    names = {ID: ID, **{id_: str(member["name"]) for id_, member in members.items()}}
    return [
        FillingRow(each.column, names[each.part], 1.0, "it was mapped so before")
        for each in wanted.mapping
        if each.part in names
    ]
