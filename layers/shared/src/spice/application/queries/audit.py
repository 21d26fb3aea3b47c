"""The audit: who did what, when and why, what they were refused, and whose data they were shown, over the log."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

from spice.application.ground.set_apart import quarantining
from spice.application.queries.audit_rows import DONE_TYPE, READ_TYPE, REFUSED_TYPE, audit_row, state_of, type_of
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.event_rows import AuditEntryRow, AuditState
from spice.application.queries.history import Names
from spice.application.queries.pages import Room
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.identity import named_by
from spice.domain.wording import quoted
from spice.messages.event import Event, Position
from spice.messages.noted import HIDDEN, Noted
from spice.messages.registry import COMMANDS, EVENTS
from spice.ports.event_feed import EventFeed
from spice.ports.quarantine import Quarantine

TYPES: tuple[str, ...] = (
    *EVENTS,
    *(kind for kind in COMMANDS if kind not in HIDDEN),
    READ_TYPE,
    REFUSED_TYPE,
    DONE_TYPE,
)
"""What an entry's type may be: an event's, that of a command which failed, or what a note tells of."""
STATES: tuple[str, ...] = get_args(AuditState)
_WALK_SECONDS = 8.0
_TICK = timedelta(microseconds=1)
"""The least that is between two times: bounds exclude their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an auditor asks of the log."""

    actor: str | None = None
    type: str | None = None
    state: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    id: str | None = None
    newest_first: bool = False
    notes_of: str | None = None
    """Whose refusals and reads who asks may see; None: everybody's."""
    to_owner: bool = False


class AuditLog:
    """Who did what, when and why, over the log."""

    def __init__(
        self,
        feed: EventFeed,
        quarantine: Quarantine,
        cursors: Cursors,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._feed, self._quarantine, self._cursors = feed, quarantine, cursors
        self._clock = clock

    def page(
        self, database: UUID, names: Names, asked: Audit, *, cursor: str | None, limit: int
    ) -> tuple[list[AuditEntryRow], str | None]:
        """Read the next entries; a long walk stops early and says where to go on."""
        _check(asked)
        question = digest("audit", database, asked)
        place = self._cursors.read(cursor, question, tuple[datetime, Position]) if cursor else None
        rows: list[AuditEntryRow] = []
        room = Room()
        last: Event | Noted | None = None
        deadline = self._clock() + _WALK_SECONDS
        for entry in self._unseen(database, asked, place):
            if last is not None and (len(rows) == limit or self._clock() > deadline):
                return rows, self._cursors.write(question, (last.at, last.position))
            if _fits(entry, asked):
                row = audit_row(entry, names, to_owner=asked.to_owner)
                if last is not None and not room.takes(row):
                    return rows, self._cursors.write(question, (last.at, last.position))
                rows.append(row)
            last = entry
        return rows, None

    def _unseen(self, database: UUID, asked: Audit, place: tuple[datetime, Position] | None) -> Iterator[Event | Noted]:
        start, end = asked.start, asked.end
        if place is not None and asked.newest_first:
            end = place[0] + _TICK
        elif place is not None:
            start = place[0]
        with quarantining(self._quarantine):
            for entry in self._feed.told(database, start, end, newest_first=asked.newest_first):
                if place is None or _is_behind(entry, place, newest_first=asked.newest_first):
                    yield entry


def _check(asked: Audit) -> None:
    if asked.type is not None and asked.type not in TYPES:
        hint = did_you_mean(asked.type, TYPES)
        said = f"there is no type of events, commands or notes called {quoted(asked.type)}"
        raise refuse("invalid_parameter", said, value=asked.type, hint=hint)
    if asked.state is not None and asked.state not in STATES:
        raise refuse("invalid_parameter", f"state: expected one of {', '.join(STATES)}", value=asked.state)


def _fits(entry: Event | Noted, asked: Audit) -> bool:
    if isinstance(entry, Noted) and asked.notes_of not in (None, entry.actor):
        return False
    return (
        asked.actor in (None, entry.actor)
        and asked.state in (None, state_of(entry))
        and (asked.id is None or asked.id in _about(entry))
        and (asked.type in (None, type_of(entry)))
    )


def _about(entry: Event | Noted) -> Iterator[str | None]:
    """List the ids of the instances that an entry is about."""
    if isinstance(entry, Event):
        yield entry.id
        return
    yield named_by(entry.key)[1]
    yield (entry.request or {}).get("names", {}).get("id")
    for shown in entry.shown:
        yield from shown.ids


def _is_behind(entry: Event | Noted, place: tuple[datetime, Position], *, newest_first: bool) -> bool:
    one, other = (entry.at, *_order(entry.position)), (place[0], *_order(place[1]))
    return one < other if newest_first else one > other


def _order(position: Position) -> tuple[str, int, int, int]:
    return position.shard, position.generation, position.sequence, position.n
