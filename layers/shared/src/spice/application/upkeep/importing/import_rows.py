"""Imports as they are told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from math import ceil
from typing import Literal
from uuid import UUID

from msgspec import Struct

from spice.application.funnel.google_sheets import SheetAsked
from spice.application.ground.class_members import members_of
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.times import written
from spice.application.upkeep.importing.wanted import (
    ID,
    OnError,
    Operation,
    Progress,
    Wanted,
    expires_at,
    is_asked_to_stop,
    progress_of,
    wanted_of,
)
from spice.messages.problem import ProblemRow
from spice.messages.shapes import Count, Time
from spice.ports.directory import Database
from spice.ports.jobs import Job

State = Literal["REQUESTED", "RUNNING", "STOPPING", "COMPLETED", "FAILED", "STOPPED"]


class ImportSheetRow(Struct, frozen=True, kw_only=True):
    """The Google Sheet that is read, by which credential; `range`: the part of it, in A1 notation."""

    id: str
    range: str | None
    hidden: Literal["read", "skip"]
    credential: str | None


class ImportSourceRow(Struct, frozen=True, kw_only=True):
    """What is read, and how: the file, the table in it; of a text its encoding and delimiter, where they were said."""

    file: str
    upload_id: str | None
    google_sheet: ImportSheetRow | None
    sheet: str | None
    table: str | None
    encoding: str | None
    delimiter: str | None


class ImportRow(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """An import and how far it is: of `total` rows, `done` have their outcome: they succeeded or were rejected."""

    import_id: UUID
    state: State
    class_: str
    source: ImportSourceRow
    mapping: Mapping[str, str]
    op: Operation
    on_error: OnError
    dry_run: bool
    actor: str
    total: Count | None
    done: Count
    succeeded: Count
    rejected: Count
    rows_per_second: float | None
    seconds_left: Count | None
    preview: Sequence[Sequence[str | None]]
    notes: Sequence[str]
    errors: Sequence[ProblemRow]
    created_at: Time
    finished_at: Time | None
    expires_at: Time
    """Until when its rejects are there, and it may be resumed."""


class Naming:
    """Calls the class and the properties of what is brought in as they are called today; those that are gone, as they
    were when it was asked for."""

    def __init__(self, ontologies: Ontologies, database: Database) -> None:
        self._ontologies, self._database, self._schema = ontologies, database.uuid, ontologies.current(database)

    def class_of(self, wanted: Wanted, at: datetime) -> str:
        """Tell the name of the class."""
        return self._ontologies.class_name(self._database, wanted.class_id, at, self._schema)

    def mapping_of(self, wanted: Wanted, at: datetime) -> dict[str, str]:
        """Tell which column fills what."""
        names = _names(wanted, self._schema)
        if not all(each.part in names for each in wanted.mapping):
            names = {**_names(wanted, self._ontologies.told(self._database, wanted.class_id, at)), **names}
        return {each.column: names.get(each.part, each.part) for each in wanted.mapping}


def import_row(job: Job, naming: Naming) -> ImportRow:
    """Tell of an import."""
    wanted, progress = wanted_of(job.detail), progress_of(job.detail)
    rate, left = _pace(job, progress)
    return ImportRow(
        import_id=job.id,
        state=state_of(job, progress),
        class_=naming.class_of(wanted, job.created_at),
        source=_source(wanted, progress),
        mapping=naming.mapping_of(wanted, job.created_at),
        op=wanted.op,
        on_error=wanted.on_error,
        dry_run=wanted.dry_run,
        actor=wanted.actor,
        total=None if progress.staged is None else progress.total,
        done=progress.done,
        succeeded=progress.succeeded,
        rejected=progress.rejected,
        rows_per_second=rate,
        seconds_left=left,
        preview=progress.preview,
        notes=progress.notes,
        errors=progress.errors,
        created_at=written(job.created_at),
        finished_at=None if job.finished_at is None else written(job.finished_at),
        expires_at=written(expires_at(job)),
    )


def _source(wanted: Wanted, progress: Progress) -> ImportSourceRow:
    source = wanted.source
    return ImportSourceRow(
        file=source.file,
        upload_id=source.upload_id,
        google_sheet=sheet_row(source.google_sheet),
        sheet=progress.sheet or source.sheet,
        table=source.table,
        encoding=source.encoding,
        delimiter=source.delimiter,
    )


def sheet_row(asked: SheetAsked | None) -> ImportSheetRow | None:
    """Tell of a Google Sheet, where it is one."""
    return None if asked is None else ImportSheetRow(**asdict(asked))


def state_of(job: Job, progress: Progress) -> State:
    """Tell where an import is between being asked for and its end."""
    if job.finished_at is not None:
        return "FAILED" if job.state == "FAILED" else "STOPPED" if progress.stopped else "COMPLETED"
    if is_asked_to_stop(job.detail):
        return "STOPPING"
    return "REQUESTED" if job.state == "REQUESTED" else "RUNNING"


def _pace(job: Job, progress: Progress) -> tuple[float | None, int | None]:
    """Tell how many rows a second have had their outcome, and how long the others will take at that rate."""
    if progress.began_at is None or progress.moved_at is None or not progress.done:
        return None, None
    seconds = (datetime.fromisoformat(progress.moved_at) - datetime.fromisoformat(progress.began_at)).total_seconds()
    rate = progress.done / max(seconds, 0.001)
    left = None if job.finished_at is not None else ceil((progress.total - progress.done) / rate)
    return round(rate, 1), left


def _names(wanted: Wanted, schema: Schema | None) -> dict[str, str]:
    shape = None if schema is None else schema.ontology.by_id.get(wanted.class_id)
    members = {} if schema is None or shape is None else members_of(schema, shape)
    return {ID: ID, **{id_: str(part["name"]) for id_, part in members.items()}}
