"""Exports as jobs: asked for, told how far they are, and given as a signed URL."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from msgspec import Struct

from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.starting import Start
from spice.application.ground.times import written
from spice.application.queries.exported import Exported, erasures_of, question_of
from spice.application.queries.finding.search import compile_search
from spice.application.queries.platform.jobs import JobState
from spice.domain.datatypes.parts import holds
from spice.domain.errors import refuse
from spice.domain.spelling import spelled
from spice.messages.shapes import Count, Time
from spice.messages.work import Export
from spice.ports.directory import Database
from spice.ports.export_files import ExportFiles
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick
from spice.ports.subject_keys import SubjectKeys

KEPT = timedelta(days=7)
"""How long a file is there after it was asked for."""
URL_SECONDS = 3600


class ExportRow(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """How far an export is; `url` gives its file once it is there, and is made anew each time that is asked."""

    export_id: UUID
    class_: str
    format: str
    state: JobState
    rows: Count
    total: Count
    rows_per_second: float | None
    seconds_left: float | None
    bytes: Count
    error: str | None
    url: str | None
    url_expires_at: Time | None
    created_at: Time
    finished_at: Time | None
    expires_at: Time


def export_of(kick: Kick, database: Database, schema: Schema, asked: Mapping[str, object], *, actor: str) -> Start:
    """Ask for a file; a question that the ontology does not know is refused at once."""
    compile_search(database, schema, question_of(asked).search)
    return Start(
        work=Export(database.uuid, str(asked["format"])),
        detail={"asked": asked, "actor": actor},
        kick=lambda job_id: kick("maintenance", {"export": str(job_id)}),
    )


def find_export(
    jobs: Jobs,
    files: ExportFiles,
    ontologies: Ontologies,
    keys: SubjectKeys,
    database: Database,
    export_id: UUID,
    *,
    now: datetime,
) -> ExportRow:
    """Read how far an export of a database is; not_found when there is none, or no more: it has expired, or has what
    was dropped, or perhaps who was erased, since."""
    job = jobs.find(export_id)
    if job is None or not isinstance(job.work, Export) or job.work.database != database.uuid:
        raise refuse("not_found", f"there is no export {export_id}", value=str(export_id))
    if job.created_at + KEPT <= now:
        said = f"export {export_id} has expired: files are kept for {KEPT.days} days"
        raise refuse("not_found", said, value=str(export_id), hint="ask for it again")
    if job.state == "COMPLETED" and not _lives(job, ontologies, database):
        said = f"export {export_id} has classes or properties that were dropped since it was made"
        raise refuse("not_found", said, value=str(export_id), hint="ask for it again")
    if job.state == "COMPLETED" and not _knows_erasures(job, ontologies, keys, database):
        said = f"export {export_id} was made before somebody was erased who may be in it"
        raise refuse("not_found", said, value=str(export_id), hint="ask for it again")
    return export_row(job, files, now=now)


def _knows_erasures(job: Job, ontologies: Ontologies, keys: SubjectKeys, database: Database) -> bool:
    """Tell whether nobody was erased since it was begun; by the ontology that it was written with."""
    done, question = Exported.of(job), question_of(job.detail["asked"])
    then = ontologies.at_commit(database.uuid, done.commit, database.home).ontology
    return erasures_of(keys, database.uuid, then, question) == done.erasures


def _lives(job: Job, ontologies: Ontologies, database: Database) -> bool:
    """Tell whether the ontology has all that a file was written with."""
    today = ontologies.current(database).ontology.by_id
    then = ontologies.at_commit(database.uuid, Exported.of(job).commit, database.home).ontology
    shape = then.by_name[spelled(question_of(job.detail["asked"]).class_)]
    return all(each in today and holds(today[each].parts, then.by_id[each].parts) for each in shape.family)


def export_row(job: Job, files: ExportFiles, *, now: datetime) -> ExportRow:
    """Write how far an export is."""
    question, done = question_of(job.detail["asked"]), Exported.of(job)
    rate, left = _pace(done)
    url, until = None, None
    if job.state == "COMPLETED":
        name = f"{question.class_}-{job.created_at:%Y%m%dT%H%M%SZ}.{question.format}"
        url = files.sign(job.id, filename=name, seconds=URL_SECONDS)
        until = written(now + timedelta(seconds=URL_SECONDS))
    error = job.detail.get("error")
    return ExportRow(
        export_id=job.id,
        class_=question.class_,
        format=question.format,
        state=cast(JobState, job.state),
        rows=done.rows,
        total=done.total,
        rows_per_second=rate,
        seconds_left=None if job.finished_at else left,
        bytes=done.bytes,
        error=None if error is None else str(error),
        url=url,
        url_expires_at=until,
        created_at=written(job.created_at),
        finished_at=None if job.finished_at is None else written(job.finished_at),
        expires_at=written(job.created_at + KEPT),
    )


def _pace(done: Exported) -> tuple[float | None, float | None]:
    """Tell rows a second, and how long the rest takes at that; None before anything is written."""
    if done.began_at is None or done.told_at is None or not done.rows:
        return None, None
    seconds = max((done.told_at - done.began_at).total_seconds(), 0.001)
    rate = done.rows / seconds
    return round(rate, 1), round((done.total - done.rows) / rate, 1)
