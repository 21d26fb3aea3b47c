"""Refusals at the door of writes, kept for the audit as commands are: before the answer, in the outbox."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from spice.application.ground.noting import Asked, Flood, minute_of
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.domain.refusals import NoteRefusal, refusals_key
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.messages.codec import encode
from spice.ports.command_store import CommandStore, IdempotencyKey, Submission


class Refusals:
    """Notes them: one and the same once a minute, so that a flood of them is a few rows."""

    def __init__(self, commands: CommandStore, now: Callable[[], datetime]) -> None:
        self._commands, self._now, self._flood = commands, now, Flood()

    def refused(self, asked: Asked, database: UUID, *, status: int, codes: Sequence[str]) -> None:
        """Keep a refusal. Raises PortError where it cannot be kept: then nothing is answered but that."""
        at = self._now()
        asked = self._flood.stemmed(asked, database, at)
        refused = NoteRefusal(method=asked.method, route=asked.route, status=status, codes=codes, names=asked.names)
        # No client's key has a control character in it: nobody takes this one before.
        digest = hashlib.sha256(encode(refused)).hexdigest()
        key = IdempotencyKey(
            actor=asked.actor, key=f"\x1frefused {minute_of(at)} {digest}", database=database, fingerprint=""
        )
        draft = CommandDraft(payload=refused, key=refusals_key(database), topic=ONTOLOGY_COMMANDS, database=database)
        asking = Caller(actor=asked.actor, at=at, correlation_id=asked.correlation_id)
        self._commands.keep(Submission(topic=draft.topic, commands=[command_of(asking, draft)], idempotency=key))
