"""Long work an operator asked for; maintenance takes it at its next tick even if the kick is lost."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.messages.work import Work, name_of
from spice.ports.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work. `state`: REQUESTED, RUNNING, COMPLETED or FAILED."""

    id: UUID
    work: Work
    state: str
    detail: Mapping[str, object]
    created_at: datetime
    finished_at: datetime | None = None

    @property
    def name(self) -> str:
        """What the work is called."""
        return name_of(self.work)


class Jobs(Protocol):
    """Jobs by id."""

    def turn(self, place: str) -> AbstractContextManager[Turn | None]:
        """Take the turn at a place where one works at a time, until the end of the block; None: somebody has it."""
        ...

    def request(self, job_id: UUID, work: Work, detail: Mapping[str, object]) -> Job:
        """Keep a job as REQUESTED; its detail also tells what the work's name leaves unsaid."""
        ...

    def find(self, job_id: UUID) -> Job | None:
        """Read one."""
        ...

    def last(self, work: Work) -> Job | None:
        """Read the latest of a name."""
        ...

    def named(self, work: Work, *, limit: int, before: tuple[datetime, UUID] | None) -> Sequence[Job]:
        """List those of a name, newest first; `before` is the (created_at, id) of the last one seen."""
        ...

    def unfinished(self) -> Sequence[Job]:
        """List what is REQUESTED or RUNNING (its worker may have died), oldest first."""
        ...

    def tell(self, job_id: UUID, state: str, detail: Mapping[str, object]) -> None:
        """Move a job on; `detail` is merged into what it has. One that has ended stays as it is, whoever was late."""
        ...

    def resume(self, ended: Job, detail: Mapping[str, object]) -> None:
        """Make a job that has ended REQUESTED once more, as `tell` does; one that is no longer as it was read stays."""
        ...
