"""What imports keep goes: with its import, whose process may have died before it began, or in the end by its age."""

from collections.abc import Callable
from datetime import datetime, timedelta

from spice.application.upkeep.importing.wanted import RESUMABLE
from spice.ports.import_files import ImportFiles, Kept
from spice.ports.jobs import Jobs

AT_ONCE = 500
ASKED = timedelta(hours=1)
"""Rows of a request are kept before its job is: so much later there is one, or never will be."""
REJECTS = timedelta(days=31)
"""How long what was rejected is kept: a day longer than it is told."""


class ForgetParts:
    """Looks through a page at a time, round and round."""

    def __init__(self, files: ImportFiles, jobs: Jobs, now: Callable[[], datetime]) -> None:
        self._files, self._jobs, self._now = files, jobs, now
        self._after: Kept | None = None

    def __call__(self) -> int:
        """Delete what nobody needs of the next page; answers how many texts."""
        page = self._files.listed(after=self._after, limit=AT_ONCE)
        self._after = page[-1] if len(page) == AT_ONCE else None
        now, forgotten = self._now(), 0
        for kept in page:
            if self._is_over(kept, now - kept.written_at):
                self._files.delete(kept.import_id, kept.name)
                forgotten += 1
        return forgotten

    def _is_over(self, kept: Kept, age: timedelta) -> bool:
        if kept.name.startswith(("rejects/", "refused/")):
            return age > REJECTS
        if age <= ASKED:
            return False
        job = self._jobs.find(kept.import_id)
        return job is None or job.state == "COMPLETED" or age > RESUMABLE
