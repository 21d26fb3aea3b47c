"""Jobs as they are told."""

from uuid import UUID

from spice.application.ground.times import written
from spice.domain.errors import refuse
from spice.ports.jobs import Job, Jobs


def find_job(jobs: Jobs, job_id: UUID) -> dict[str, object]:
    """Read how far a job is, or refuse it as not_found."""
    if (job := jobs.find(job_id)) is None:
        raise refuse("not_found", f"there is no job {job_id}", value=str(job_id))
    return job_row(job)


def job_row(job: Job) -> dict[str, object]:
    """Write a job."""
    failed = {"error": job.detail["error"]} if "error" in job.detail else {}
    return {
        "job_id": job.id,
        "name": job.name,
        "state": job.state,
        "detail": dict(job.detail),
        "created_at": written(job.created_at),
        "finished_at": None if job.finished_at is None else written(job.finished_at),
        **failed,
    }
