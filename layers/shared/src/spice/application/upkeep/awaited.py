"""Commands that a job asks for and whose outcomes it waits for: kept once, again where they may be lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.command import Command
from spice.ports.command_store import CommandState, Submission
from spice.ports.jobs import Job
from spice.waiting import until

if TYPE_CHECKING:
    from spice.ports import Ports

AGAIN_SECONDS = 60
"""Commands that have come to nothing for so long are kept once more: a restore may have lost them."""
_FINAL = ("COMPLETED", "FAILED", "PARKED")
States = Mapping[UUID, CommandState]


class Awaited:
    """Keeps commands of jobs and reads what becomes of them; `wait_seconds`: how long it waits for some."""

    def __init__(self, ports: Ports, *, wait_seconds: float, crash_at: str) -> None:
        self._commands, self._jobs, self._kick = ports.commands, ports.jobs, ports.kick
        self._now, self._crash, self._crash_at = ports.now, ports.crash, crash_at
        self._wait = wait_seconds

    def outcomes(
        self,
        job: Job,
        detail: dict[str, Any],
        what: str,
        commands: Mapping[UUID, Command],
        known: States,
        left: Collection[UUID],
    ) -> States | None:
        """Have the commands that are left carried out, and read all outcomes; None while some have none."""
        if not left:
            return known
        self._keep(job, detail, what, [commands[id_] for id_ in left])
        states = until(
            lambda: self.states(commands), self._wait, enough=lambda found: found.keys() >= {*left}, usual=0.25
        )
        return states if states.keys() >= {*left} else None

    def states(self, commands: Iterable[UUID]) -> States:
        """Read the outcomes that there are."""
        return {each.id: each for each in self._commands.states(list(commands)) if each.state in _FINAL}

    def _keep(self, job: Job, detail: dict[str, Any], what: str, commands: Sequence[Command]) -> None:
        """Keep commands, unless they are on their way."""
        (kept, at), now = detail["kept"], self._now()
        if kept == what and now - datetime.fromisoformat(at) < timedelta(seconds=AGAIN_SECONDS):
            return
        self._commands.keep(Submission(topic=INSTANCE_COMMANDS, commands=commands))
        self._crash(self._crash_at)
        detail["kept"] = [what, now.isoformat()]
        self._jobs.tell(job.id, "RUNNING", detail)
        self._kick("relay")
