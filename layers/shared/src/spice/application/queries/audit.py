"""The audit: who did what, when and why, over the log."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spice.application.ground.set_apart import quarantining
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.event_rows import AuditEntryRow, entry_parts
from spice.application.queries.history import Names
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.wording import quoted
from spice.messages.event import Event, Position
from spice.messages.registry import EVENTS
from spice.ports.event_feed import EventFeed
from spice.ports.quarantine import Quarantine

_WALK_SECONDS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an auditor asks of the log."""

    actor: str | None = None
    type: str | None = None
    start: datetime | None = None
    end: datetime | None = None


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
        """Read the next entries, oldest first; a long walk stops early and says where to go on."""
        if asked.type is not None and asked.type not in EVENTS:
            hint = did_you_mean(asked.type, EVENTS)
            raise refuse(
                "invalid_parameter", f"there is no event type {quoted(asked.type)}", value=asked.type, hint=hint
            )
        question = digest("audit", database, asked)
        place = self._cursors.read(cursor, question, tuple[datetime, Position]) if cursor else None
        rows: list[AuditEntryRow] = []
        last: Event | None = None
        deadline = self._clock() + _WALK_SECONDS
        for event in self._unseen(database, place[0] if place else asked.start, asked.end, place):
            if last is not None and (len(rows) == limit or self._clock() > deadline):
                return rows, self._cursors.write(question, (last.at, last.position))
            last = event
            if _fits(event, asked):
                rows.append(_audit_row(event, names))
        return rows, None

    def _unseen(
        self, database: UUID, start: datetime | None, end: datetime | None, place: tuple[datetime, Position] | None
    ) -> Iterator[Event]:
        with quarantining(self._quarantine):
            for event in self._feed.between(database, start, end):
                if place is None or (event.at, *_order(event.position)) > (place[0], *_order(place[1])):
                    yield event


def _audit_row(event: Event, names: Names) -> AuditEntryRow:
    if event.class_id is not None:
        return AuditEntryRow(*entry_parts(event), class_=names.class_name(event), id=event.id)
    return AuditEntryRow(*entry_parts(event), data=event.body)


def _fits(event: Event, asked: Audit) -> bool:
    return (asked.actor is None or event.actor == asked.actor) and (asked.type is None or event.type == asked.type)


def _order(position: Position) -> tuple[str, int, int, int]:
    return position.shard, position.generation, position.sequence, position.n
