"""Where an import stands, as its job is told: it comes on, it waits, it fails, it ends."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.wanted import Progress, progress_of, wanted_of
from spice.messages.problem import ProblemRow
from spice.ports.crash import Crash
from spice.ports.import_files import ImportFiles
from spice.ports.jobs import Job, Jobs

GIVEN_UP = timedelta(days=1)
"""How long nothing may come of an import."""
PASSED = timedelta(minutes=10)
"""How long others of its database wait for one of which nothing comes."""
LOOKED_AT = "looked_at"
_WAITING = "nothing came of the rows that are on their way"


class Standing:
    """Moves the jobs of imports on."""

    def __init__(self, jobs: Jobs, files: ImportFiles, now: Callable[[], datetime], crash: Crash) -> None:
        self._jobs, self._files, self._now, self._crash = jobs, files, now, crash

    def tell(self, job: Job, progress: Progress) -> None:
        """Keep how far it is."""
        self._jobs.tell(job.id, "RUNNING", {"progress": msgspec.to_builtins(progress)})

    def begins(self, job: Job, progress: Progress) -> None:
        """Keep that it is its turn: a death counts, and others come first the next time."""
        progress.deaths += 1
        told = {"progress": msgspec.to_builtins(progress), LOOKED_AT: self._now().isoformat()}
        self._jobs.tell(job.id, "RUNNING", told)

    def alive(self, job: Job, progress: Progress) -> None:
        """Keep how far it is, and that its process lives."""
        progress.deaths = 0
        self.tell(job, progress)

    def waits(self, job: Job, progress: Progress, why: str = _WAITING, errors: Sequence[ProblemRow] = ()) -> bool:
        """Let it go on at a later tick. One of which nothing comes for a day is given up, and may be resumed; whether
        it waits."""
        now = self._now()
        since = now if progress.stuck_at is None else datetime.fromisoformat(progress.stuck_at)
        if now - since > GIVEN_UP:
            self.end(
                job, progress, [ProblemRow("unavailable", f"it could not go on for a day, and is given up: {why}")]
            )
            return False
        progress.stuck_at = since.isoformat()
        progress.errors = errors or progress.errors
        self.alive(job, progress)
        return True

    def fails(self, job: Job, progress: Progress, errors: Sequence[ProblemRow]) -> bool:
        """End it, once what is on its way has its outcome; whether it goes on at once."""
        if progress.settled < progress.kept and not progress.failing:
            progress.failing = errors
            self.alive(job, progress)
            return True
        self.end(job, progress, progress.failing or errors)
        return False

    def end(self, job: Job, progress: Progress, errors: Sequence[ProblemRow], *, for_good: bool = False) -> None:
        """End it; of one that did not do all of it, what it left stays, unless it is `for_good`."""
        failed = bool(errors) or progress.halted
        may_resume = (failed or progress.stopped) and not for_good and not wanted_of(job.detail).dry_run
        Parts(self._files, job.id).clear(progress, may_resume=may_resume)
        self._crash("import.after_clear")
        progress.errors, progress.deaths, progress.stuck_at = errors, 0, None
        self._jobs.tell(job.id, "FAILED" if failed else "COMPLETED", {"progress": msgspec.to_builtins(progress)})


def is_passed(job: Job, now: datetime) -> bool:
    """Tell whether others go before one of which nothing comes."""
    since = progress_of(job.detail).stuck_at
    return since is not None and now - datetime.fromisoformat(since) > PASSED


def vanished(job: Job) -> str:
    """Say that what it reads is not there."""
    file = wanted_of(job.detail).source.file
    return f"{file}: it cannot be read any more: it was changed meanwhile, or something is wrong inside"


def deadly(job: Job, progress: Progress, times: int) -> str:
    """Say where it ended its process."""
    file, said = wanted_of(job.detail).source.file, f"it ended its process {times} times"
    if progress.staged is None:
        return f"{file}: {said} while it was read: it is too much to be read at once"
    sheet = f", sheet {progress.sheet!r}" if progress.sheet else ""
    return (
        f"{file}{sheet}: {said} with {progress.done:,} of {progress.total:,} rows done: those that follow are too much"
    )
