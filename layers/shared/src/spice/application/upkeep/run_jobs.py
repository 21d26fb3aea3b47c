"""The part of a job that runs where the projections run."""

from uuid import UUID

from spice.application.upkeep.rebuild import RebuildProjections
from spice.messages.work import INDEX, Restore, makes_again
from spice.ports.errors import BrokenChain
from spice.ports.jobs import Job, Jobs
from spice.ports.turn import Turn

PLACE = "projections"
"""Where one rebuilds at a time, however many project."""


class RunProjectionJob:
    """Does what a job has left of projections; a repetition after a death does the unfinished part again."""

    def __init__(self, jobs: Jobs, rebuild: RebuildProjections) -> None:
        self._jobs, self._rebuild = jobs, rebuild

    def __call__(self, job_id: str) -> dict[str, int]:
        """Run a job's projections; answers how many were rebuilt."""
        with self._jobs.turn(PLACE) as turn:
            job = self._jobs.find(UUID(job_id))
            # Where somebody else has the turn, the next tick asks again.
            if turn is None or job is None or job.finished_at is not None or _waits(job):
                return {"rebuilt": 0}
            return {"rebuilt": self._run(job, turn)}

    def _run(self, job: Job, turn: Turn) -> int:
        try:
            return self._rebuilt(job, turn)
        except BrokenChain as broken:
            self._jobs.tell(job.id, "FAILED", {"error": str(broken)})
            return 0

    def _rebuilt(self, job: Job, turn: Turn) -> int:
        asked = [name for name in self._rebuild.names if makes_again(job.work, name)]
        left = [name for name in asked if job.detail.get(name) != "done"]
        for name in left:
            self._jobs.tell(job.id, "RUNNING", {name: "running"})
            self._rebuild(name, lambda said: self._jobs.tell(job.id, "RUNNING", said), job.detail, turn)
            self._jobs.tell(job.id, "RUNNING", {name: "done"})
        if not asked:
            # Of shards that go on again they have left something.
            self._rebuild.take_in()
        self._jobs.tell(job.id, "COMPLETED", {})
        return len(left)


def _waits(job: Job) -> bool:
    """Tell whether a restore has an index to be read from yet."""
    return isinstance(job.work, Restore) and job.detail.get(INDEX) != "done"
