"""Notes for the audit from where nothing may be written to the outbox: kept before the answer, in one statement."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from spice.application.ground.showing import Showing
from spice.domain.identity import derived_id
from spice.domain.notes import Note
from spice.messages.codec import encode
from spice.ports.notes import KeptNote, Notes

TOLD_A_MINUTE = 60
"""Refusals of one actor and database that a process tells with their names; of more, what was asked alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked for. `names` are those of the path."""

    actor: str
    correlation_id: str
    method: str
    route: str
    names: Mapping[str, str]


class Flood:
    """Counts refusals of a minute, so that many different ones are told in few words."""

    def __init__(self) -> None:
        self._minute, self._told = "", dict[tuple[str, UUID], int]()

    def stemmed(self, asked: Asked, database: UUID, at: datetime) -> Asked:
        """Leave out the names where there were enough of the actor in this minute."""
        if (minute := minute_of(at)) != self._minute:
            self._minute, self._told = minute, {}
        told = self._told.get((asked.actor, database), 0)
        self._told[asked.actor, database] = told + 1
        return asked if told < TOLD_A_MINUTE else replace(asked, names={})


class Noting:
    """Keeps notes; one and the same of a person once a minute."""

    def __init__(self, notes: Notes, now: Callable[[], datetime]) -> None:
        self._notes, self._now, self._flood = notes, now, Flood()

    def refused(self, asked: Asked, database: UUID, *, status: int, codes: Sequence[str]) -> None:
        """Keep a refusal. Raises PortError where it cannot be kept: then nothing is answered but that."""
        at = self._now()
        self._keep(database, [_note(self._flood.stemmed(asked, database, at), at, status=status, codes=codes)])

    def shown(self, asked: Asked, database: UUID, shown: Showing) -> None:
        """Keep what somebody is about to be shown. Raises PortError where it cannot be kept: then nothing is shown."""
        at = self._now()
        parts = shown.parts(database)
        self._keep(database, [replace(_note(asked, at, status=200), shown=part) for part in parts])

    def done(self, asked: Asked, database: UUID, *, status: int) -> None:
        """Keep what somebody did. Raises PortError where it cannot be kept: it was done, and is told to be asked
        again."""
        self._keep(database, [_note(asked, self._now(), status=status)])

    def _keep(self, database: UUID, notes: Sequence[Note]) -> None:
        if notes:
            self._notes.add([KeptNote(id=_identity(database, note), database=database, note=note) for note in notes])


def _note(asked: Asked, at: datetime, *, status: int, codes: Sequence[str] = ()) -> Note:
    return Note(
        at=at,
        actor=asked.actor,
        correlation_id=asked.correlation_id,
        method=asked.method,
        route=asked.route,
        status=status,
        names=asked.names,
        codes=codes,
    )


def _identity(database: UUID, note: Note) -> UUID:
    """Name a note by what it says and the minute."""
    said = encode(replace(note, at=note.at.replace(second=0, microsecond=0), correlation_id=""))
    return derived_id(database, hashlib.sha256(said).hexdigest())


def minute_of(at: datetime) -> str:
    """Write the minute of a time."""
    return f"{at:%Y-%m-%dT%H:%M}"
