"""The log is verified though nobody asks: what was altered is found within days, and that nobody looked is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

from spice.application.ground.fresh_ids import fresh_id
from spice.messages.work import Verify
from spice.ports.directory import Directory
from spice.ports.errors import Transient
from spice.ports.jobs import Job, Jobs

MAINTENANCE = "maintenance"
"""Who asks."""
MANY = 100


class VerifyRegularly:
    """Asks for a verification so many days after the last one was asked for; 0: never."""

    def __init__(self, jobs: Jobs, directory: Directory, now: Callable[[], datetime], *, days: int) -> None:
        self._jobs, self._directory, self._now, self._period = jobs, directory, now, timedelta(days=days)

    def __call__(self) -> None:
        """Ask, when it is time and none is under way."""
        last = self._jobs.last(Verify())
        if not self._period or (last is not None and last.finished_at is None):
            return
        since, now = self._begun() if last is None else last.created_at, self._now()
        if since is not None and now - since >= self._period:
            self._jobs.request(fresh_id(now), Verify(), {"actor": MAINTENANCE})

    def overdue_seconds(self, now: datetime) -> float:
        """Tell for how long another one should have found nothing wrong."""
        if not self._period:
            return 0.0
        known = self._jobs.named(Verify(), limit=MANY, before=None)
        good = next((job.created_at for job in known if job.state == "COMPLETED"), None)
        since = good or self._begun()
        return 0.0 if since is None else max(0.0, (now - since - self._period).total_seconds())

    def _begun(self) -> datetime | None:
        """Tell since when there is something to verify; None too while the index is made again: nobody knows."""
        try:
            databases = self._directory.databases(subject=None)
        except Transient:
            return None
        times = [each.created_at for each in databases if each.created_at is not None]
        return min(times, default=None)


def last_ended(jobs: Jobs) -> Job | None:
    """Read the last verification that ended."""
    known = jobs.named(Verify(), limit=MANY, before=None)
    return next((job for job in known if job.finished_at is not None), None)
