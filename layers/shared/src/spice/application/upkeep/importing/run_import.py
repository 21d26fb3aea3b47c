"""An import's job in slices: staged, then a few parts at a time kept and settled; a death repeats a part at most."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING
from uuid import UUID

import msgspec

from spice.application.funnel.google_sheets import SheetReader
from spice.application.ground.class_members import members_of
from spice.application.ground.schemas import Ontologies
from spice.application.ground.sheet_keys import SheetKeys
from spice.application.ground.uploads import open_upload
from spice.application.intake.command import Caller
from spice.application.upkeep.importing.converting import Converting
from spice.application.upkeep.importing.part_commands import Import, Met, PartCommands
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.settling import Settling
from spice.application.upkeep.importing.sheet_snapshot import take_snapshot
from spice.application.upkeep.importing.staging import stage
from spice.application.upkeep.importing.wanted import Progress, Wanted, is_asked_to_stop, progress_of, wanted_of
from spice.domain.errors import DomainError
from spice.messages.problem import ProblemRow, problem_rows
from spice.messages.work import Import as ImportWork
from spice.ports.directory import Database
from spice.ports.errors import Permanent, PortError, Transient
from spice.ports.google_sheets import GoogleBusy
from spice.ports.jobs import Job
from spice.ports.write_model import Wanted as Asked

if TYPE_CHECKING:
    from spice.ports import Ports

AHEAD = 4
"""Parts on their way at once: enough to keep the workers busy; more wait until these have their outcome."""
_GONE = "what it reads cannot be read any more: the file was changed meanwhile, or something is wrong inside"
MOST_DEATHS = 5
"""Times in a row that an import may end its process without having come on."""


class RunImport:
    """Does what a job of an import has left."""

    def __init__(self, ports: Ports, ontologies: Ontologies, commands: PartCommands, *, wait_seconds: float) -> None:
        self._jobs, self._model, self._files = ports.jobs, ports.model, ports.import_files
        self._uploads, self._now, self._crash = ports.uploads, ports.now, ports.crash
        self._ontologies, self._commands = ontologies, commands
        self._sheets = SheetReader(ports.google, SheetKeys(ports.sheet_credentials, ports.seal))
        self._settling = Settling(ports, commands, wait_seconds=wait_seconds)

    def __call__(self, job: Job, work: ImportWork, *, seconds: float) -> bool:
        """Carry a job on for about so long; whether it goes on at once. It waits for the next tick where commands have
        had no outcome in time. Raises PortError, and is as it was."""
        progress, deadline = progress_of(job.detail), time.monotonic() + seconds
        if progress.deaths >= MOST_DEATHS:
            said = f"it ended its process {MOST_DEATHS} times at row {progress.done + 1:,}: what it reads is too much"
            return self._end(job, progress, [ProblemRow("too_large", said)])
        progress.deaths += 1
        self._tell(job, progress)
        try:
            on = self._slice(job, work, progress, deadline)
        except GoogleBusy as busy:
            # Nothing of ours is broken: it says so where it is asked about, and goes on at a later tick.
            progress.errors = [ProblemRow("unavailable", str(busy.told))]
            self._alive(job, progress)
            return False
        except DomainError as refused:
            return self._end(job, progress, problem_rows(refused.problems))
        except Permanent as gone:
            # For operators: it says what is inside.
            self._jobs.tell(job.id, "RUNNING", {"error": str(gone)})
            return self._end(job, progress, [ProblemRow("internal", _GONE)])
        except PortError:
            self._alive(job, progress)
            raise
        if on is not None:
            self._alive(job, progress)
        return on is True

    def _slice(self, job: Job, work: ImportWork, progress: Progress, deadline: float) -> bool | None:
        """Come on until the time is over; None: the job has ended."""
        wanted, database = wanted_of(job.detail), self._database(work.database)
        if database is None or self._is_stopped(job, progress):
            progress.stopped = True
            self._ended(job, progress)
            return None
        parts = Parts(self._files, job.id)
        if progress.staged is None:
            self._stage(job, wanted, database, parts, progress)
        doing = self._doing(job, wanted, database, parts, progress)
        while not self._is_over(job, progress):
            self._keep_ahead(job, doing, progress)
            if progress.settled < progress.kept:
                if not self._settling(doing, progress):
                    return False
                self._tell(job, progress)
                self._crash("import.after_settle")
            if time.monotonic() >= deadline and not self._is_over(job, progress):
                return True
        self._ended(job, progress)
        return None

    def _stage(self, job: Job, wanted: Wanted, database: Database, parts: Parts, progress: Progress) -> None:
        schema = self._ontologies.current(database)
        shape = schema.ontology.by_id.get(wanted.class_id)
        members = {} if shape is None else members_of(schema, shape)
        if wanted.source.google_sheet is not None:
            take_snapshot(self._sheets, database, wanted.source.google_sheet, parts, self._crash)
        progress.errors = ()
        staged = stage(wanted, members, lambda: self._opened(wanted), parts)
        self._crash("import.after_stage")
        for name in ("staged", "total", "sheet", "header", "columns", "notes", "preview"):
            setattr(progress, name, getattr(staged, name))
        progress.deaths, progress.began_at = 0, self._now().isoformat()
        self._tell(job, progress)
        self._crash("import.after_staged")

    def _opened(self, wanted: Wanted) -> IO[bytes]:
        source = wanted.source
        return open_upload(
            self._uploads, source.upload_id or "", subject=wanted.actor, now=self._now(), path="/source/upload_id"
        ).content

    def _doing(self, job: Job, wanted: Wanted, database: Database, parts: Parts, progress: Progress) -> Import:
        schema = self._ontologies.current(database)
        return Import(
            id=job.id,
            wanted=wanted,
            database=database,
            sheet=progress.sheet,
            converting=Converting(job.id, wanted, progress.columns, schema),
            parts=parts,
            met=Met(parts),
            asking=Caller(
                actor=wanted.actor, at=self._now(), correlation_id=wanted.correlation_id, database=database.uuid
            ),
        )

    def _keep_ahead(self, job: Job, doing: Import, progress: Progress) -> None:
        """Keep the commands of the next parts, a few ahead of what has its outcome."""
        careful = doing.wanted.dry_run or doing.wanted.on_error == "stop"
        most = min(progress.staged or 0, progress.settled + (1 if careful else AHEAD))
        while progress.kept < most and not progress.halted and not self._asked_to_stop(job):
            progress.halted = self._settling.keep(doing, progress.kept).halted
            progress.kept += 1
            self._tell(job, progress)
            self._crash("import.after_kept")

    def _is_over(self, job: Job, progress: Progress) -> bool:
        """Tell whether nothing is on its way, and nothing more is to be."""
        if progress.settled < progress.kept:
            return False
        return progress.halted or progress.settled == progress.staged or self._is_stopped(job, progress)

    def _is_stopped(self, job: Job, progress: Progress) -> bool:
        """Tell whether somebody stopped it, and nothing of it is on its way."""
        return progress.settled == progress.kept and self._asked_to_stop(job)

    def _asked_to_stop(self, job: Job) -> bool:
        found = self._jobs.find(job.id)
        return found is not None and is_asked_to_stop(found.detail)

    def _database(self, database: UUID) -> Database | None:
        look = self._model.look(Asked(databases=[database]))
        if not look.complete:
            raise Transient("index", "it is being rebuilt: nothing is imported meanwhile")
        found = look.databases.get(database)
        return None if found is None or found.deleted else found

    def _ended(self, job: Job, progress: Progress) -> None:
        progress.stopped = progress.stopped or not (progress.halted or progress.settled == progress.staged)
        self._end(job, progress, progress.errors)

    def _end(self, job: Job, progress: Progress, errors: Sequence[ProblemRow]) -> bool:
        Parts(self._files, job.id).clear(progress.staged or 0)
        progress.errors, progress.deaths = errors, 0
        failed = bool(errors) or progress.halted
        self._jobs.tell(job.id, "FAILED" if failed else "COMPLETED", {"progress": msgspec.to_builtins(progress)})
        return False

    def _alive(self, job: Job, progress: Progress) -> None:
        progress.deaths = 0
        self._tell(job, progress)

    def _tell(self, job: Job, progress: Progress) -> None:
        self._jobs.tell(job.id, "RUNNING", {"progress": msgspec.to_builtins(progress)})
