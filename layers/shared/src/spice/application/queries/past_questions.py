"""What of an instance's past is asked for, in which order: a page goes on behind a version, whatever happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from spice.application.queries.cursor import Cursors
from spice.application.queries.event_rows import EventRow
from spice.messages.event import Event
from spice.messages.shapes import Count, Time


class VersionRow(Struct, frozen=True):
    """One version: who made it, when, how and why."""

    version: Count
    at: Time
    actor: str
    type: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which events: of a time (`end` excluded), of an actor, of those that changed what is at a JSON pointer."""

    start: datetime | None = None
    end: datetime | None = None
    actor: str | None = None
    path: str | None = None
    newest_first: bool = False

    def chosen(self, events: Sequence[Event], rows: Sequence[EventRow]) -> list[EventRow]:
        """Choose among all events and what each changed, oldest first, and put them into the order asked for."""
        found = [row for event, row in zip(events, rows, strict=True) if self._is_of(event) and self._touches(row)]
        return found[::-1] if self.newest_first else found

    def page(
        self, rows: Sequence[EventRow], cursors: Cursors, question: str, cursor: str | None, limit: int
    ) -> tuple[Sequence[EventRow], str | None]:
        """Cut a page out of what was chosen: the version at its end says where the next one begins."""
        if cursor is not None:
            last = cursors.read(cursor, question, int)
            rows = [row for row in rows if (row.version < last if self.newest_first else row.version > last)]
        told = rows[:limit]
        return told, cursors.write(question, told[-1].version) if len(rows) > limit else None

    def _is_of(self, event: Event) -> bool:
        late = self.start is None or event.at >= self.start
        return late and (self.end is None or event.at < self.end) and self.actor in (None, event.actor)

    def _touches(self, row: EventRow) -> bool:
        return self.path is None or any(_meet(change.path, self.path) for change in row.changes)


def version_row(row: EventRow) -> VersionRow:
    """Write an event as the version that it made."""
    return VersionRow(version=row.version, at=row.at, actor=row.actor, type=row.type, reason=row.reason)


def _meet(changed: str, asked: str) -> bool:
    """Tell whether a change is at a place, within it, or around it."""
    return changed == asked or changed.startswith(f"{asked}/") or asked.startswith(f"{changed}/")
