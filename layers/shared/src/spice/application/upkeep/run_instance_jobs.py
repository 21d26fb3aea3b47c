"""Jobs that go through instances, each a while: migrations of commits, and whom instances name."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from spice.application.upkeep.troubles import Troubles
from spice.messages.work import IndexReferences, Migrate
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick

_TURN = "turn"
"""When a job had its last one."""


class Run(Protocol):
    """Carries a job on for about so long; whether it goes on at once."""

    def __call__(self, job: Job, work: Any, *, seconds: float) -> bool:
        """Do so. Raises Transient."""
        ...


class RunInstanceJobs:
    """Shares out the time of a round among databases: who waited longest is first, and none keeps out another."""

    def __init__(self, jobs: Jobs, migrate: Run, refer: Run, kick: Kick, now: Callable[[], datetime]) -> None:
        self._jobs, self._migrate, self._refer, self._kick, self._now = jobs, migrate, refer, kick, now

    def __call__(self, troubles: Troubles, *, seconds: float) -> None:
        """Go on with the oldest job of each database, for about so long in all: a later one finds what is left."""
        deadline, waiting = time.monotonic() + seconds, self._waiting()
        for number, job in enumerate(waiting):
            left = deadline - time.monotonic()
            if number and left <= 0:
                self._kick("maintenance")
                return
            with troubles.kept():
                turn = {_TURN: self._now().isoformat()}
                self._jobs.tell(job.id, job.state, turn)
                share = max(left, 0) / (len(waiting) - number)
                if self._go_on(replace(job, detail={**job.detail, **turn}), seconds=share):
                    self._kick("maintenance")

    def _go_on(self, job: Job, *, seconds: float) -> bool:
        if isinstance(job.work, Migrate):
            return self._migrate(job, job.work, seconds=seconds)
        return isinstance(job.work, IndexReferences) and self._refer(job, job.work, seconds=seconds)

    def _waiting(self) -> Sequence[Job]:
        """List the oldest job of each database, that had no turn for the longest time first."""
        first = dict[UUID, Job]()
        for job in self._jobs.unfinished():
            if isinstance(job.work, Migrate | IndexReferences):
                first.setdefault(job.work.database, job)
        return sorted(first.values(), key=lambda job: str(job.detail.get(_TURN, "")))
