"""The part of a job that runs where the projections run."""

from uuid import UUID

from spice.application.projecting.instances import CACHE, METRICS, SEARCH
from spice.application.upkeep.rebuild import RebuildProjections
from spice.application.upkeep.restoring.run_restore import RESTORE
from spice.ports.errors import BrokenChain
from spice.ports.jobs import Job, Jobs

_ALL = (SEARCH, METRICS, CACHE)
_PARTS = {
    "rebuild search": (SEARCH,),
    "rebuild metrics": (METRICS,),
    "rebuild cache": (CACHE,),
    "rebuild all": _ALL,
    RESTORE: _ALL,
}
"""What a job rebuilds of projections; every other has them take in what they left of shards that go on again."""


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
        parts = [part for part in _PARTS.get(job.name, ()) if job.detail.get(part) != "done"]
        for part in parts:
            self._jobs.tell(job.id, "RUNNING", {part: "running"})
            self._rebuild(part, lambda said: self._jobs.tell(job.id, "RUNNING", said), job.detail)
            self._jobs.tell(job.id, "RUNNING", {part: "done"})
        if job.name not in _PARTS:
            self._rebuild.take_in(_ALL)
        self._jobs.tell(job.id, "COMPLETED", {})
        return len(parts)


def _waits(job: Job) -> bool:
    """Tell whether a restore has an index to be read from yet."""
    return job.name == RESTORE and job.detail.get("index") != "done"
