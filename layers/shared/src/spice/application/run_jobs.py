"""The part of a rebuild job that runs where the projections run."""

from uuid import UUID

from spice.application.project_instances import CACHE, METRICS, SEARCH
from spice.application.rebuild import RebuildProjections
from spice.ports.jobs import Jobs

_PARTS = {"rebuild search": (SEARCH,), "rebuild metrics": (METRICS,), "rebuild cache": (CACHE,)}
_ALL = (SEARCH, METRICS, CACHE)


class RunProjectionJob:
    """Does what a job has left of projections; a repetition after a death does the unfinished part again."""

    def __init__(self, jobs: Jobs, rebuild: RebuildProjections) -> None:
        self._jobs, self._rebuild = jobs, rebuild

    def __call__(self, job_id: str) -> dict[str, int]:
        """Run a job's projections; answers how many were rebuilt."""
        job = self._jobs.find(UUID(job_id))
        if job is None or job.finished_at is not None:
            return {"rebuilt": 0}
        parts = [part for part in _PARTS.get(job.name, _ALL) if job.detail.get(part) != "done"]
        for part in parts:
            self._jobs.tell(job.id, "RUNNING", {part: "running"})
            self._rebuild(part, lambda said: self._jobs.tell(job.id, "RUNNING", said), job.detail)
            self._jobs.tell(job.id, "RUNNING", {part: "done"})
        self._jobs.tell(job.id, "COMPLETED", {})
        return {"rebuilt": len(parts)}
