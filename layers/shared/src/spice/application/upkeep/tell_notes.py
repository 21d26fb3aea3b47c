"""Notes for the audit -> commands in the outbox, many in one: from there they go the way of all that is in the log."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from spice.application.ground.noting import minute_of
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.domain.notes import KeepNotes, notes_key
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.messages.codec import encode
from spice.ports.command_store import CommandStore, IdempotencyKey, Submission
from spice.ports.notes import KeptNote, Notes

ACTOR = "maintenance"
SETTLED = timedelta(minutes=1)
"""How long after its end a minute is taken: nobody adds to it any more, and what it said twice is there once."""
AT_ONCE, COMMAND_BYTES = 2000, 64 * 1024


class TellNotes:
    """Takes notes to the outbox; a death in between does it again, and the outbox has them once."""

    def __init__(self, notes: Notes, commands: CommandStore, now: Callable[[], datetime]) -> None:
        self._notes, self._commands, self._now = notes, commands, now

    def __call__(self) -> int:
        """Take all notes of the minutes that are settled; answers how many. Raises PortError."""
        taken, now = 0, self._now()
        settled = now.replace(second=0, microsecond=0) - SETTLED
        while some := self._notes.before(settled, limit=AT_ONCE):
            for (database, _), notes in groupby(sorted(some, key=_order), _settled_together):
                for part in _parts([*notes]):
                    self._commands.keep(_submission(database, part, now))
            self._notes.drop([each.id for each in some])
            taken += len(some)
        return taken


def _order(note: KeptNote) -> tuple[UUID, datetime, UUID]:
    return note.database, note.note.at, note.id


def _settled_together(note: KeptNote) -> tuple[UUID, str]:
    """Give what a part never goes beyond: a minute that is settled has the same notes ever after, and so the same parts
    and keys when they are told again."""
    return note.database, minute_of(note.note.at)


def _parts(notes: Sequence[KeptNote]) -> Iterator[Sequence[KeptNote]]:
    part, size = list[KeptNote](), 0
    for each in notes:
        bytes_ = len(encode(each.note))
        if part and size + bytes_ > COMMAND_BYTES:
            yield part
            part, size = [], 0
        part.append(each)
        size += bytes_
    yield part


def _submission(database: UUID, notes: Sequence[KeptNote], now: datetime) -> Submission:
    # No client's key has a control character in it: nobody takes this one before.
    digest = hashlib.sha256(b"".join(each.id.bytes for each in notes)).hexdigest()
    key = IdempotencyKey(actor=ACTOR, key=f"\x1fnoted {digest}", database=database, fingerprint="")
    payload = KeepNotes(notes=[each.note for each in notes])
    draft = CommandDraft(payload=payload, key=notes_key(database), topic=ONTOLOGY_COMMANDS, database=database)
    asking = Caller(actor=ACTOR, at=now, correlation_id=str(notes[0].id))
    return Submission(topic=draft.topic, commands=[command_of(asking, draft)], idempotency=key)
