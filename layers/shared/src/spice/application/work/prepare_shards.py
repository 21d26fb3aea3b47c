"""Every shard of instances comes to hold to a change, before it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from spice.application.deciding.unprepared import Unprepared
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import derived_id
from spice.domain.shards import INSTANCE, INSTANCE_COMMANDS, Shard, key_in
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.command_store import Submission
from spice.ports.errors import Momentary
from spice.waiting import until

if TYPE_CHECKING:
    from spice.ports import Ports

WAIT_SECONDS = 5.0
"""How long a batch waits for the shards before it is delivered again."""


class NotYet(Momentary):
    """Shards are on their way to hold to a change."""


class PrepareShards:
    """Has a change prepared. What was found prepared is in `prepared`, and is decided by a look behind that."""

    def __init__(self, ports: Ports) -> None:
        self._commands, self._generations, self._quarantine = ports.commands, ports.generations, ports.quarantine
        self._now, self._kick, self._crash = ports.now, ports.kick, ports.crash
        self.prepared: dict[tuple[UUID, int], DomainError | None] = {}
        """The last one: it is decided next."""

    def __call__(self, asked: Unprepared) -> None:
        """Send the change through every shard, and wait until each has it in the index. Raises NotYet.

        Where a shard is set apart the change is refused, so that others need not wait behind it.
        """
        commands = self._fences(asked)
        known = self._done(commands)
        if missing := [command for id_, command in commands.items() if id_ not in known]:
            self._crash("prepare.before_keep")
            self._commands.keep(Submission(topic=INSTANCE_COMMANDS, commands=missing))
            self._crash("prepare.after_keep")
            self._kick("relay")
            known = until(lambda: self._done(commands), WAIT_SECONDS, enough=lambda done: done == {*commands})
        at = (asked.payload.change, asked.payload.sequence)
        self.prepared.clear()
        if known == {*commands}:
            self.prepared[at] = None
        elif (broken := self._broken()) is not None:
            self.prepared[at] = broken
        else:
            raise NotYet("instances", f"change {asked.payload.change} is being prepared")
        self._crash("prepare.after_all")

    def _fences(self, asked: Unprepared) -> dict[UUID, Command]:
        """Make a command for each shard. Behind its outcome nothing is decided there without looking at the change."""
        partitions = self._generations.newest(INSTANCE).partitions
        made = [self._fence(asked, number, partitions) for number in range(partitions)]
        return {command.id: command for command in made}

    def _fence(self, asked: Unprepared, number: int, partitions: int) -> Command:
        payload = asked.payload
        return Command(
            id=derived_id(payload.change, f"prepare/{payload.sequence}/{partitions}/{number}"),
            type=type(payload).__name__,
            key=key_in(number, partitions, f"{asked.database}:prepare"),
            actor="platform",
            submitted_at=self._now(),
            payload=msgspec.Raw(encode(payload)),
            database=asked.database,
        )

    def _done(self, commands: dict[UUID, Command]) -> set[UUID]:
        return {each.id for each in self._commands.states(list(commands)) if each.state == "COMPLETED"}

    def _broken(self) -> DomainError | None:
        apart = [each.shard for each in self._quarantine.all() if Shard.named(each.shard).family == INSTANCE]
        if not apart:
            return None
        said = f"shard {apart[0]} is set apart, so that nobody can say which instances there are"
        return refuse("unavailable", said, hint="try again once it was repaired")
