"""A restore of the log as a job: what it is called, and how maintenance stands still for it."""

from spice.messages.work import Restore
from spice.ports.jobs import Job, Jobs

GOALS = "goals"
"""In its detail: the generation that each family begins. From then on the log is changed."""
LOG = "log"
JOINED, DONE = "joined", "done"
"""In its detail: JOINED once all that holds is there and nothing else, DONE once the new generations have begun.
The rest is a rebuild, which is maintenance's."""
FENCE = "the log is being restored: `spice restore log`, run again, goes on"


def restoring(jobs: Jobs) -> Job | None:
    """Find the restore that has not come to the end of the log."""
    restores = (job for job in jobs.unfinished() if isinstance(job.work, Restore))
    return next((job for job in restores if job.detail.get(LOG) != DONE), None)


def stand_still(jobs: Jobs) -> bool:
    """Leave everything alone while the log is restored, and say so: one maintenance runs at a time."""
    if (job := restoring(jobs)) is None:
        return False
    if job.state == "REQUESTED":
        jobs.tell(job.id, "RUNNING", {})
    return True


def goals_of(job: Job) -> dict[str, int]:
    """Read which generation each family begins."""
    goals = job.detail.get(GOALS)
    return {str(family): int(goal) for family, goal in goals.items()} if isinstance(goals, dict) else {}
