"""Jobs as they are told."""

from typing import Literal, cast
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from spice.application.ground.starting import FINGERPRINT
from spice.application.ground.times import written
from spice.domain.errors import refuse
from spice.messages.shapes import Time, Value, Values
from spice.ports.jobs import Job, Jobs

JobState = Literal["REQUESTED", "RUNNING", "COMPLETED", "FAILED"]


class JobRow(Struct, frozen=True):
    """A job an operator started. `detail` is the job's own: who asked, how far it is."""

    job_id: UUID
    name: str
    state: JobState
    detail: Values
    created_at: Time
    finished_at: Time | None
    error: Value | UnsetType = UNSET


def find_job(jobs: Jobs, job_id: UUID) -> JobRow:
    """Read how far a job is, or refuse it as not_found."""
    if (job := jobs.find(job_id)) is None:
        raise refuse("not_found", f"there is no job {job_id}", value=str(job_id))
    return job_row(job)


def job_row(job: Job) -> JobRow:
    """Write a job."""
    return JobRow(
        job_id=job.id,
        name=job.name,
        state=cast(JobState, job.state),
        detail={name: value for name, value in job.detail.items() if name != FINGERPRINT},
        created_at=written(job.created_at),
        finished_at=None if job.finished_at is None else written(job.finished_at),
        error=job.detail.get("error", UNSET),
    )
