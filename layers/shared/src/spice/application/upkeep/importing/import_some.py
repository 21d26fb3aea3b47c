"""Imports that have not ended go on, the oldest of each database: a later one finds what that has left."""

from collections.abc import Sequence
from uuid import UUID

from spice.application.upkeep.importing.ask_import import FUNCTION
from spice.application.upkeep.importing.run_import import RunImport
from spice.application.upkeep.restoring.run_restore import restoring
from spice.messages.work import Import, StopImport
from spice.ports.errors import PortError
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick


class ImportSome:
    """Runs every minute and whenever somebody asks, one at a time."""

    def __init__(self, jobs: Jobs, run: RunImport, kick: Kick) -> None:
        self._jobs, self._run, self._kick = jobs, run, kick

    def __call__(self, *, seconds: float) -> dict[str, int]:
        """Carry imports on for about so long, each its share; one that cannot keeps no other from it.

        While the log is restored they stand still.
        """
        if restoring(self._jobs) is not None:
            return {"standing_still": 1}
        self._end_stops()
        jobs, ended, on = self._oldest(), 0, False
        met: list[PortError] = []
        for job, work in jobs:
            try:
                on |= self._run(job, work, seconds=seconds / len(jobs))
            except PortError as failed:
                met.append(failed)
            found = self._jobs.find(job.id)
            ended += found is not None and found.finished_at is not None
        if on or (ended and self._oldest()):
            self._kick(FUNCTION)
        if met:
            raise met[0]
        return {"imports": len(jobs), "ended": ended}

    def _end_stops(self) -> None:
        """End what asked imports to stop and died then: that they are asked was kept before it was."""
        for job in self._jobs.unfinished():
            if isinstance(job.work, StopImport):
                self._jobs.tell(job.id, "COMPLETED", {})

    def _oldest(self) -> Sequence[tuple[Job, Import]]:
        first: dict[UUID, tuple[Job, Import]] = {}
        for job in self._jobs.unfinished():
            if isinstance(job.work, Import):
                first.setdefault(job.work.database, (job, job.work))
        return list(first.values())
