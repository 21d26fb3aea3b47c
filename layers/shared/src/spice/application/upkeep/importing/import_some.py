"""Imports that have not ended go on, the oldest of each database: a later one finds what that has left. One of which
nothing comes is passed."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from spice.application.upkeep.importing.ask_import import FUNCTION
from spice.application.upkeep.importing.run_import import RunImport
from spice.application.upkeep.importing.standing import LOOKED_AT, is_passed
from spice.application.upkeep.restoring.run_restore import restoring
from spice.messages.work import Import, ResumeImport, StopImport
from spice.ports.errors import PortError
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick


class ImportSome:
    """Runs every minute and whenever somebody asks, one at a time."""

    def __init__(self, jobs: Jobs, run: RunImport, kick: Kick, now: Callable[[], datetime]) -> None:
        self._jobs, self._run, self._kick, self._now = jobs, run, kick, now

    def __call__(self, *, seconds: float) -> dict[str, int]:
        """Carry imports on for about so long, each its share; one that cannot keeps no other from it.

        While the log is restored they stand still.
        """
        if restoring(self._jobs) is not None:
            return {"standing_still": 1}
        self._end_asking()
        jobs, until, ended, on = self._due(), time.monotonic() + seconds, 0, False
        met: list[PortError] = []
        for place, (job, work) in enumerate(jobs):
            left = until - time.monotonic()
            if place and left <= 0:
                # Those that had no turn come first the next time.
                on = True
                break
            try:
                on |= self._run(job, work, seconds=left / (len(jobs) - place))
            except PortError as failed:
                met.append(failed)
            found = self._jobs.find(job.id)
            ended += found is not None and found.finished_at is not None
        if on or (ended and self._due()):
            self._kick(FUNCTION)
        if met:
            raise met[0]
        return {"imports": len(jobs), "ended": ended}

    def _end_asking(self) -> None:
        """End what asked imports to stop or go on and died then: that they are asked was kept before it was."""
        for job in self._jobs.unfinished():
            if isinstance(job.work, StopImport | ResumeImport):
                self._jobs.tell(job.id, "COMPLETED", {})

    def _due(self) -> Sequence[tuple[Job, Import]]:
        """Find the oldest of each database, and the next behind those that are passed; longest unseen first."""
        due, now, waiting = list[tuple[Job, Import]](), self._now(), set[UUID]()
        for job in self._jobs.unfinished():
            if isinstance(job.work, Import) and job.work.database not in waiting:
                due.append((job, job.work))
                if not is_passed(job, now):
                    waiting.add(job.work.database)
        return sorted(due, key=lambda each: str(each[0].detail.get(LOOKED_AT, "")))
