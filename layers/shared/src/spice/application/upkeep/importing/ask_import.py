"""What people ask of imports: begin one, look at it, stop it, resume it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec

from spice.application.ground.starting import Start, begin
from spice.application.ground.times import written
from spice.application.ground.uploads import open_upload
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.wanted import RESUMABLE, SPEC, Origins, Wanted, progress_of, resumed, wanted_of
from spice.domain.bounds import IMPORTS_WAITING
from spice.domain.errors import refuse
from spice.messages.work import Import, ResumeImport, StopImport
from spice.ports.directory import Database
from spice.ports.import_files import ImportFiles
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick
from spice.ports.uploads import Uploads

FUNCTION = "imports"
"""Who carries imports on."""
STOPPING = {"stop": True}
"""What an import's detail says once it was asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Columns and rows that come with a request."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


class Imports:
    """The imports of databases."""

    def __init__(self, jobs: Jobs, files: ImportFiles, uploads: Uploads, kick: Kick) -> None:
        self._jobs, self._files, self._uploads, self._kick = jobs, files, uploads, kick

    def named(self, source: Origins, *, subject: str, now: datetime) -> Origins:
        """Call an upload by its file's name, unless it is called otherwise; refuses one that is not there."""
        if source.upload_id is None:
            return source
        opened = open_upload(self._uploads, source.upload_id, subject=subject, now=now, path="/source/upload_id")
        opened.content.close()
        return source if source.file else msgspec.structs.replace(source, file=opened.upload.filename)

    def wanted(self, database: Database, wanted: Wanted, given: Given | None) -> Start:
        """Ask for an import, with what came with the request."""
        self._refuse_more(database)

        def keep(import_id: UUID) -> None:
            if given is not None:
                Parts(self._files, import_id).keep_given(given.columns, given.rows)

        detail = {SPEC: msgspec.to_builtins(wanted)}
        return Start(work=Import(database.uuid), detail=detail, kick=lambda _: self._kick(FUNCTION), keep=keep)

    def _refuse_more(self, database: Database) -> None:
        waiting = [job for job in self._jobs.unfinished() if job.work == Import(database.uuid)]
        if len(waiting) >= IMPORTS_WAITING:
            said = f"{len(waiting)} imports of this database have not ended: {IMPORTS_WAITING} may wait"
            raise refuse("constraint_violated", said, hint="wait for one, or stop one")

    def begin(self, import_id: UUID, database: Database, wanted: Wanted) -> Job:
        """Begin an import that no request asks for."""
        return begin(self._jobs, import_id, self.wanted(database, wanted, None))

    def find(self, database: Database, import_id: UUID) -> Job:
        """Read an import of a database, or refuse it as not_found."""
        job = self._jobs.find(import_id)
        if job is None or job.work != Import(database.uuid):
            raise refuse("not_found", f"there is no import {import_id}", value=str(import_id))
        return job

    def stopping(self, database: Database, import_id: UUID) -> Start:
        """Ask that an import goes on with no further row; what is on its way comes to its end. One that ended stays."""
        job = self.find(database, import_id)

        def keep(_: UUID) -> None:
            if job.finished_at is None:
                self._jobs.tell(job.id, job.state, STOPPING)

        def kick(stop_id: UUID) -> None:
            self._jobs.tell(stop_id, "COMPLETED", {})
            self._kick(FUNCTION)

        return Start(work=StopImport(database.uuid, import_id), detail={}, kick=kick, keep=keep)

    def resuming(self, database: Database, import_id: UUID, now: datetime) -> Start:
        """Ask that an import that ended goes on with the rows that it left, each under the names it had. One that has
        not ended stays as it is."""
        job = self.find(database, import_id)
        if job.finished_at is not None:
            _refuse_whole(job, now)
            self._refuse_more(database)

        def keep(_: UUID) -> None:
            self._jobs.resume(job, resumed(job.detail, now))

        def kick(resume_id: UUID) -> None:
            self._jobs.tell(resume_id, "COMPLETED", {})
            self._kick(FUNCTION)

        return Start(work=ResumeImport(database.uuid, import_id), detail={}, kick=kick, keep=keep)

    def resumed(self, database: Database, import_id: UUID, now: datetime, *, is_done: bool) -> Job:
        """Tell of an import that was resumed, or as it would be."""
        job = self.find(database, import_id)
        if is_done or job.finished_at is None:
            return job
        return replace(job, state="REQUESTED", finished_at=None, detail={**job.detail, **resumed(job.detail, now)})

    def stopped(self, database: Database, import_id: UUID) -> Job:
        """Tell of an import as it would be once it was asked to stop."""
        job = self.find(database, import_id)
        return job if job.finished_at is not None else replace(job, detail={**job.detail, **STOPPING})

    def page(self, database: Database, *, limit: int, before: tuple[datetime, UUID] | None) -> Sequence[Job]:
        """List imports, the newest first; `before`: when the last one seen was asked for, and its id."""
        return self._jobs.named(Import(database.uuid), limit=limit, before=before)


def _refuse_whole(job: Job, now: datetime) -> None:
    """Refuse to resume what has nothing left, or was a rehearsal."""
    if (until := job.created_at + RESUMABLE) <= now:
        said = f"what import {job.id} left was kept until {written(until)}"
        raise refuse("not_found", said, value=str(job.id), hint="bring the file in once more")
    progress = progress_of(job.detail)
    if wanted_of(job.detail).dry_run:
        raise refuse("constraint_violated", "a dry run is not resumed", hint="ask for it again")
    if not progress.has_rest:
        raise refuse("constraint_violated", "all rows of the import have their outcome: none are left")
