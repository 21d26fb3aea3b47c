"""Refusals at the door, kept for the audit as commands are: before the answer, in the outbox, from there in the log."""

import hashlib
from dataclasses import replace
from uuid import UUID

from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.domain.refusals import NoteRefusal, refusals_key
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.messages.codec import encode
from spice.ports.command_store import CommandStore, IdempotencyKey, Submission

TOLD_A_MINUTE = 60
"""Refusals of one actor and database that a process tells with their names; of more, what was asked alone."""


class Refusals:
    """Notes them: one and the same once a minute, so that a flood of them is a few rows."""

    def __init__(self, commands: CommandStore) -> None:
        self._commands = commands
        self._minute, self._told = "", dict[tuple[str, UUID], int]()

    def note(self, asking: Caller, database: UUID, refused: NoteRefusal) -> None:
        """Keep a refusal. Raises PortError where it cannot be kept: then nothing is answered but that."""
        minute = f"{asking.at:%Y-%m-%dT%H:%M}"
        if self._told_already(minute, asking.actor, database) >= TOLD_A_MINUTE:
            refused = replace(refused, names={})
        # No client's key has a control character in it: nobody takes this one before.
        digest = hashlib.sha256(encode(refused)).hexdigest()
        key = IdempotencyKey(
            actor=asking.actor, key=f"\x1frefused {minute} {digest}", database=database, fingerprint=""
        )
        draft = CommandDraft(payload=refused, key=refusals_key(database), topic=ONTOLOGY_COMMANDS, database=database)
        self._commands.keep(Submission(topic=draft.topic, commands=[command_of(asking, draft)], idempotency=key))

    def _told_already(self, minute: str, actor: str, database: UUID) -> int:
        if minute != self._minute:
            self._minute, self._told = minute, {}
        told = self._told.get((actor, database), 0)
        self._told[actor, database] = told + 1
        return told
