"""The part of a job that runs where the projections run."""

from uuid import UUID

from spice.application.upkeep.rebuild import RebuildProjections
from spice.messages.work import INDEX, Restore, makes_again
from spice.ports.errors import BrokenChain
from spice.ports.jobs import Job, Jobs


class RunProjectionJob:
    """Does what a job has left of projections; a repetition after a death does the unfinished part again."""

    def __init__(self, jobs: Jobs, rebuild: RebuildProjections) -> None:
        self._jobs, self._rebuild = jobs, rebuild

    def __call__(self, job_id: str) -> dict[str, int]:
        """Run a job's projections; answers how many were rebuilt."""
        job = self._jobs.find(UUID(job_id))
        if job is None or job.finished_at is not None or _waits(job):
            return {"rebuilt": 0}
        try:
            return {"rebuilt": self._run(job)}
        except BrokenChain as broken:
            self._jobs.tell(job.id, "FAILED", {"error": str(broken)})
            return {"rebuilt": 0}

    def _run(self, job: Job) -> int:
        asked = [name for name in self._rebuild.names if makes_again(job.work, name)]
        left = [name for name in asked if job.detail.get(name) != "done"]
        for name in left:
            self._jobs.tell(job.id, "RUNNING", {name: "running"})
            self._rebuild(name, lambda said: self._jobs.tell(job.id, "RUNNING", said), job.detail)
            self._jobs.tell(job.id, "RUNNING", {name: "done"})
        if not asked:
            # Of shards that go on again they have left something.
            self._rebuild.take_in()
        self._jobs.tell(job.id, "COMPLETED", {})
        return len(left)


def _waits(job: Job) -> bool:
    """Tell whether a restore has an index to be read from yet."""
    return isinstance(job.work, Restore) and job.detail.get(INDEX) != "done"
