"""Every shard of instances comes to hold to a change, before it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from spice.application.deciding.decisions import letter_for
from spice.application.deciding.unprepared import Unprepared
from spice.application.ground.told_classes import told
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import derived_id
from spice.domain.ontology.tightening import PrepareChange
from spice.domain.shards import INSTANCE, INSTANCE_COMMANDS, Shard, key_in
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.command_store import CommandState, Submission
from spice.ports.errors import Momentary
from spice.waiting import until

if TYPE_CHECKING:
    from spice.ports import Ports

_ENDED = ("COMPLETED", "FAILED", "PARKED")
WAIT_SECONDS = 5.0
"""How long a batch waits for the shards before it is delivered again."""


class NotYet(Momentary):
    """Shards are on their way to hold to a change."""


class PrepareShards:
    """Has a change prepared. What was found prepared is in `prepared`, and is decided by a look behind that."""

    def __init__(self, ports: Ports) -> None:
        self._commands, self._generations, self._quarantine = ports.commands, ports.generations, ports.quarantine
        self._packs = ports.packs
        self._now, self._kick, self._crash = ports.now, ports.kick, ports.crash
        self.prepared: dict[tuple[UUID, int], DomainError | None] = {}
        """The last one: it is decided next."""

    def __call__(self, asked: Unprepared) -> None:
        """Send the change through every shard, and wait until each has it in the index. Raises NotYet.

        Where a shard is set apart, or could not carry its command out, the change is refused, so that others need not
        wait behind it.
        """
        payload, body = told(asked.payload)
        commands = self._fences(asked.database, payload)
        known = self._ended(commands)
        if missing := [command for id_, command in commands.items() if id_ not in known]:
            if payload.pack is not None and body is not None:
                self._packs.write(payload.pack, body)
            self._crash("prepare.before_keep")
            self._commands.keep(Submission(topic=INSTANCE_COMMANDS, commands=missing))
            self._crash("prepare.after_keep")
            self._kick("relay")
            known = until(lambda: self._ended(commands), WAIT_SECONDS, enough=lambda ended: _enough(ended, commands))
        if _enough(known, commands):
            self._found(asked, _stuck(known))
        elif (broken := self._broken()) is not None:
            self._found(asked, broken)
        else:
            raise NotYet("instances", f"change {asked.payload.change} is being prepared")

    def _found(self, asked: Unprepared, refused: DomainError | None) -> None:
        """Remember what became of it: the change is decided by that next."""
        self.prepared.clear()
        self.prepared[asked.payload.change, asked.payload.sequence] = refused
        self._crash("prepare.after_all")

    def _fences(self, database: UUID, payload: PrepareChange) -> dict[UUID, Command]:
        """Make a command for each shard. Behind its outcome nothing is decided there without looking at the change."""
        partitions = self._generations.newest(INSTANCE).partitions
        made = [self._fence(database, payload, number, partitions) for number in range(partitions)]
        return {command.id: command for command in made}

    def _fence(self, database: UUID, payload: PrepareChange, number: int, partitions: int) -> Command:
        return Command(
            id=derived_id(payload.change, f"prepare/{payload.sequence}/{partitions}/{number}"),
            type=type(payload).__name__,
            key=key_in(number, partitions, f"{database}:prepare"),
            actor="platform",
            submitted_at=self._now(),
            payload=msgspec.Raw(encode(payload)),
            database=database,
        )

    def _ended(self, commands: dict[UUID, Command]) -> dict[UUID, CommandState]:
        """Read those that ended, and those that wait for people."""
        return {each.id: each for each in self._commands.states(list(commands)) if each.state in _ENDED}

    def _broken(self) -> DomainError | None:
        apart = [each.shard for each in self._quarantine.all() if Shard.named(each.shard).family == INSTANCE]
        if not apart:
            return None
        said = f"shard {apart[0]} is set apart, so that nobody can say which instances there are"
        return refuse("unavailable", said, hint="try again once it was repaired")


def _enough(ended: Mapping[UUID, CommandState], commands: Mapping[UUID, Command]) -> bool:
    """Tell whether nothing is left to wait for: all shards hold to the change, or one of them will not by itself."""
    return len(ended) == len(commands) or any(each.state != "COMPLETED" for each in ended.values())


def _stuck(ended: Mapping[UUID, CommandState]) -> DomainError | None:
    """Refuse a change that a shard could not come to hold to."""
    stuck = next((each for each in ended.values() if each.state != "COMPLETED"), None)
    if stuck is None:
        return None
    if stuck.state == "FAILED":
        said = f"shard {stuck.shard} did not come to hold to the change: {_reason(stuck)} (command {stuck.id})"
        return refuse("unavailable", said, hint="try again")
    said = f"shard {stuck.shard} could not come to hold to the change: letter {letter_for(stuck.id)} is parked there"
    return refuse("unavailable", said, hint="try again once an administrator let the letter go")


def _reason(state: CommandState) -> str:
    return state.errors[0].message if state.errors else "it failed"
