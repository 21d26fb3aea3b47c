"""An import's job in slices: staged, then a few parts at a time kept and settled; a death repeats a part at most."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from spice.application.ground.schemas import Ontologies
from spice.application.intake.command import Caller
from spice.application.upkeep.importing.converting import Converting
from spice.application.upkeep.importing.part_commands import Import, Met, PartCommands
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.rejecting import Rejecting
from spice.application.upkeep.importing.run_staging import RunStaging
from spice.application.upkeep.importing.settling import Settling
from spice.application.upkeep.importing.standing import Standing, deadly, vanished
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
_AWAY = "something that it needs is away"
MOST_DEATHS = 5
"""Times in a row that an import may end its process without having come on."""


class RunImport:
    """Does what a job of an import has left."""

    def __init__(self, ports: Ports, ontologies: Ontologies, commands: PartCommands, *, wait_seconds: float) -> None:
        self._jobs, self._model, self._files = ports.jobs, ports.model, ports.import_files
        self._now, self._crash = ports.now, ports.crash
        self._ontologies, self._commands = ontologies, commands
        self._settling = Settling(ports, commands, wait_seconds=wait_seconds)
        self._standing = Standing(ports.jobs, ports.import_files, ports.now, ports.crash)
        self._stage = RunStaging(ports, ontologies, self._standing)

    def __call__(self, job: Job, work: ImportWork, *, seconds: float) -> bool:
        """Carry a job on for about so long; whether it goes on at once. It waits for the next tick where commands have
        had no outcome in time. Raises PortError, and is as it was."""
        progress, deadline = progress_of(job.detail), time.monotonic() + seconds
        if progress.deaths >= MOST_DEATHS:
            return self._standing.fails(job, progress, [ProblemRow("too_large", deadly(job, progress, MOST_DEATHS))])
        self._standing.begins(job, progress)
        try:
            on = self._slice(job, work, progress, deadline)
        except GoogleBusy as busy:
            # Nothing of ours is broken: it says so where it is asked about, and goes on at a later tick.
            self._standing.waits(job, progress, str(busy.told), [ProblemRow("unavailable", str(busy.told))])
            return False
        except DomainError as refused:
            return self._standing.fails(job, progress, problem_rows(refused.problems))
        except Permanent as gone:
            # For operators: it says what is inside.
            self._jobs.tell(job.id, "RUNNING", {"error": str(gone)})
            return self._standing.fails(job, progress, [ProblemRow("internal", vanished(job))])
        except PortError:
            if self._standing.waits(job, progress, _AWAY):
                raise
            return False
        if on is not None:
            self._standing.alive(job, progress) if on else self._standing.waits(job, progress)
        return on is True

    def _slice(self, job: Job, work: ImportWork, progress: Progress, deadline: float) -> bool | None:
        """Come on until the time is over; None: the job has ended."""
        wanted, database = wanted_of(job.detail), self._database(work.database)
        if database is None or self._is_stopped(job, progress):
            progress.stopped = True
            self._standing.end(job, progress, progress.failing or progress.errors, for_good=database is None)
            return None
        parts = Parts(self._files, job.id)
        if progress.staged is None and not self._stage(job, wanted, database, parts, progress, deadline):
            return True
        doing = self._doing(job, wanted, database, parts, progress)
        while not self._is_over(job, progress):
            self._keep_ahead(job, doing, progress)
            if progress.settled < progress.kept:
                if not self._settling(doing, progress, seconds=deadline - time.monotonic()):
                    return False
                self._standing.tell(job, progress)
                self._crash("import.after_settle")
            if time.monotonic() >= deadline and not self._is_over(job, progress):
                return True
        self._ended(job, progress)
        return None

    def _doing(self, job: Job, wanted: Wanted, database: Database, parts: Parts, progress: Progress) -> Import:
        schema = self._ontologies.current(database)
        converting = cache(lambda: Converting(job.id, wanted, progress.columns, schema))
        return Import(
            id=job.id,
            wanted=wanted,
            database=database,
            sheet=progress.sheet,
            converting=converting,
            rejecting=_rejecting(converting, wanted, progress),
            parts=parts,
            met=Met(parts),
            asking=Caller(
                actor=wanted.actor, at=self._now(), correlation_id=wanted.correlation_id, database=database.uuid
            ),
            after=progress.after,
        )

    def _keep_ahead(self, job: Job, doing: Import, progress: Progress) -> None:
        """Keep the commands of the next parts, a few ahead of what has its outcome."""
        careful = doing.wanted.dry_run or doing.wanted.on_error == "stop"
        most = min(progress.staged or 0, progress.settled + (1 if careful else AHEAD))
        while progress.kept < most and not self._is_ending(job, progress):
            progress.halted = self._settling.keep(doing, progress.kept).halted
            progress.kept += 1
            self._standing.tell(job, progress)
            self._crash("import.after_kept")

    def _is_over(self, job: Job, progress: Progress) -> bool:
        """Tell whether nothing is on its way, and nothing more is to be."""
        if progress.settled < progress.kept:
            return False
        return progress.settled == progress.staged or self._is_ending(job, progress)

    def _is_ending(self, job: Job, progress: Progress) -> bool:
        """Tell whether no further part is begun."""
        return progress.halted or bool(progress.failing) or self._asked_to_stop(job)

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
        ending = progress.halted or bool(progress.failing) or progress.settled == progress.staged
        progress.stopped = progress.stopped or not ending
        self._standing.end(job, progress, progress.failing or progress.errors)


def _rejecting(converting: Callable[[], Converting], wanted: Wanted, progress: Progress) -> Rejecting:
    """Tell of what is on its way without its cells, when the class that it is of is gone meanwhile."""
    try:
        return converting().rejecting
    except DomainError:
        if not progress.failing:
            raise
        # Which cells are personal is not known any more.
        return Rejecting([each.column for each in wanted.mapping], {}, range(len(wanted.mapping)))
