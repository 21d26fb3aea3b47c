"""What of an instance's past is asked for, and in which order."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

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

    @property
    def every(self) -> bool:
        """Whether no event is left out."""
        return self == Asked(newest_first=self.newest_first)

    def is_of(self, event: Event) -> bool:
        """Tell whether an event is of the time and the actor."""
        late = self.start is None or event.at >= self.start
        return late and (self.end is None or event.at < self.end) and self.actor in (None, event.actor)

    def touches(self, row: EventRow) -> bool:
        """Tell whether an event changed what is at the place."""
        return self.path is None or any(_meet(change.path, self.path) for change in row.changes)


def version_row(row: EventRow) -> VersionRow:
    """Write an event as the version that it made."""
    return VersionRow(version=row.version, at=row.at, actor=row.actor, type=row.type, reason=row.reason)


def _meet(changed: str, asked: str) -> bool:
    """Tell whether a change is at a place, within it, or around it."""
    return changed == asked or changed.startswith(f"{asked}/") or asked.startswith(f"{changed}/")
