"""Long work in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from spice.messages.work import Work, detail_of, name_of
from spice.ports.jobs import Job
from spice.ports.turn import Turn


class MemoryJobs:
    """The Jobs twin."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._jobs: dict[UUID, Job] = {}
        self._turns: set[str] = set()

    @contextmanager
    def turn(self, place: str) -> Iterator[Turn | None]:
        """Take a turn; who dies in the block leaves it."""
        if place in self._turns:
            yield None
            return
        self._turns.add(place)
        try:
            yield MemoryTurn()
        finally:
            self._turns.discard(place)

    def request(self, job_id: UUID, work: Work, detail: Mapping[str, object]) -> Job:
        """Keep a job as REQUESTED."""
        told = {**detail_of(work), **detail}
        job = Job(id=job_id, work=work, state="REQUESTED", detail=told, created_at=self._now())
        return self._jobs.setdefault(job_id, job)

    def find(self, job_id: UUID) -> Job | None:
        """Read one."""
        return self._jobs.get(job_id)

    def last(self, work: Work) -> Job | None:
        """Read the latest of a name."""
        named = [job for job in self._jobs.values() if job.name == name_of(work)]
        return max(named, key=lambda job: job.created_at, default=None)

    def named(self, work: Work, *, limit: int, before: tuple[datetime, UUID] | None) -> Sequence[Job]:
        """List those of a name, newest first."""
        named = [job for job in self._jobs.values() if job.name == name_of(work)]
        left = [job for job in named if before is None or (job.created_at, job.id) < before]
        return sorted(left, key=lambda job: (job.created_at, job.id), reverse=True)[:limit]

    def unfinished(self) -> Sequence[Job]:
        """List what is not done, oldest first."""
        return sorted((job for job in self._jobs.values() if job.finished_at is None), key=lambda job: job.created_at)

    def tell(self, job_id: UUID, state: str, detail: Mapping[str, object]) -> None:
        """Move a job on that has not ended."""
        job = self._jobs[job_id]
        if job.finished_at is not None:
            return
        finished_at = self._now() if state in ("COMPLETED", "FAILED") else None
        self._jobs[job_id] = replace(job, state=state, detail={**job.detail, **detail}, finished_at=finished_at)

    def resume(self, ended: Job, detail: Mapping[str, object]) -> None:
        """Make a job that has ended REQUESTED once more."""
        job = self._jobs[ended.id]
        if ended.finished_at is not None and job.finished_at == ended.finished_at:
            told = {**job.detail, **detail}
            self._jobs[job.id] = replace(job, state="REQUESTED", detail=told, finished_at=None)


class MemoryTurn:
    """The Turn twin: nobody loses it."""

    def check(self) -> None:
        """See that it is still held."""
