"""One event, shown to a stranger: the line that the log has of it, and the proof that it has it."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from spice.application.ground.sealed_log import Sealed, number_of, read_sealed
from spice.application.ground.set_apart import quarantining
from spice.application.queries.event_bodies import is_owners
from spice.domain.errors import DomainError, refuse
from spice.domain.transparency.merkle import NotProven, inclusion_path, path_in
from spice.domain.transparency.proof import EventProof, TlogProof
from spice.messages.event import Event, Position
from spice.messages.frame import unpack
from spice.messages.segment import read_segment
from spice.messages.shapes import Count
from spice.ports.command_store import CommandStore
from spice.ports.errors import BrokenChain, Permanent
from spice.ports.event_feed import EventFeed
from spice.ports.event_log import EventLog
from spice.ports.proof_store import ProofStore
from spice.ports.quarantine import Quarantine

WALK_SECONDS = 8.0
LOOK_EVERY = 1000
TICK = timedelta(microseconds=1)


class ProofRow(Struct, frozen=True):
    """An event's line, byte by byte as the log has it, and its proof (c2sp.org/tlog-proof)."""

    event_id: UUID
    shard: str
    generation: Count
    sequence: Count
    n: int
    event: str
    proof: str


class ProveEvent:
    """Finds an event in the log and in the tree over it."""

    def __init__(
        self,
        feed: EventFeed,
        commands: CommandStore,
        log: EventLog,
        proofs: ProofStore,
        quarantine: Quarantine,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._feed, self._commands, self._log, self._proofs = feed, commands, log, proofs
        self._quarantine, self._clock = quarantine, clock

    def __call__(
        self,
        database: UUID,
        event_id: UUID,
        *,
        command_id: UUID | None = None,
        moment: datetime | None = None,
        to_owner: bool = False,
    ) -> ProofRow:
        """Prove an event of a database; not_found, not_yet_visible while no checkpoint covers it, or forbidden: the
        line is told as it is, and what only owners may read is proven to them alone.

        Its command finds it at once for as long as commands are kept, its `moment` (`at`) for ever; with neither, the
        log is walked from its start.
        """
        if command_id is None:
            event = self._walked(database, event_id, moment)
        else:
            event = self._of_command(database, event_id, command_id)
        if is_owners(event) and not to_owner:
            raise refuse("forbidden", f"event {event_id} is proven to owners of its database alone")
        try:
            return self._proven(event_id, event.position)
        except NotProven as wrong:
            at = event.position
            raise Permanent("log", f"segment {at.shard}/{at.sequence}: {wrong}") from wrong

    def _proven(self, event_id: UUID, at: Position) -> ProofRow:
        sealed = read_sealed(self._proofs)
        number = None if sealed is None else number_of(self._proofs, sealed, at.shard, at.sequence)
        if sealed is None or number is None:
            raise _not_sealed(event_id)
        lines = self._lines(sealed, number, at)
        event = EventProof(leaf=sealed.leaf(number), number=at.n, path=path_in(lines, at.n))
        path = inclusion_path(number, sealed.checkpoint.size, sealed.tree.subtree)
        proof = TlogProof(index=number, path=path, checkpoint=sealed.note, extra=bytes(event))
        return ProofRow(
            event_id=event_id,
            shard=at.shard,
            generation=at.generation,
            sequence=at.sequence,
            n=at.n,
            event=lines[at.n].decode(),
            proof=str(proof),
        )

    def _lines(self, sealed: Sealed, number: int, at: Position) -> list[bytes]:
        body = self._log.read(at.generation, at.shard, at.sequence)
        if body is None or hashlib.sha256(body).hexdigest() != sealed.leaf(number).sha256:
            raise BrokenChain(at.generation, at.shard, at.sequence, "it is not the one that was sealed")
        return unpack(body).split(b"\n")[1:-1]

    def _walked(self, database: UUID, event_id: UUID, moment: datetime | None) -> Event:
        """Find an event by walking the log of its database: its id does not say where it is."""
        deadline, end = self._clock() + WALK_SECONDS, None if moment is None else moment + TICK
        with quarantining(self._quarantine):
            for number, event in enumerate(self._feed.between(database, moment, end), 1):
                if event.event_id == event_id:
                    return event
                if number % LOOK_EVERY == 0 and self._clock() > deadline:
                    raise refuse(
                        "invalid_parameter", f"event {event_id} was not found in {WALK_SECONDS:.0f} s: give its `at`"
                    )
        raise _missing(event_id)

    def _of_command(self, database: UUID, event_id: UUID, command_id: UUID) -> Event:
        """Find an event in the segment of its command."""
        command = self._commands.command(command_id)
        if command is None or command.database != database or command.shard is None or command.sequence is None:
            raise _missing(event_id)
        body = self._log.read(command.generation or 1, command.shard, command.sequence)
        events = () if body is None else read_segment(body).events()
        for event in events:
            if event.event_id == event_id and event.database == database:
                return event
        raise _missing(event_id)


def _missing(event_id: UUID) -> DomainError:
    return refuse("not_found", f"there is no event {event_id} in this database", value=str(event_id))


def _not_sealed(event_id: UUID) -> DomainError:
    return refuse("not_yet_visible", f"event {event_id} is in no checkpoint yet: it is within ten minutes")
