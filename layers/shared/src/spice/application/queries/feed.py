"""The change feed: every event of a database, in order, from a cursor on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from spice.application.ground.authorise import Recheck
from spice.application.ground.set_apart import quarantining
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.event_bodies import told_body
from spice.application.queries.event_rows import FeedEventRow, entry_parts
from spice.application.queries.history import Names
from spice.application.queries.pages import Room
from spice.domain.instance.model import Instance
from spice.messages.event import Event, Position
from spice.messages.history import apply, beneath
from spice.ports.event_feed import EventFeed
from spice.ports.instance_reader import InstanceReader
from spice.ports.quarantine import Quarantine
from spice.waiting import until

_POLL_SECONDS = 0.25
_READ_AT_ONCE = 1000
_MOST_READS = 20
_INSTANCE_EVENTS = ("InstanceCreated", "InstanceUpdated", "InstanceDeleted")

Places = dict[str, tuple[int, int, int]]
"""Per shard the (generation, sequence, n) that was read last."""


class _Wanted(NamedTuple):
    """Events of some classes, of some time."""

    classes: Sequence[str]
    start: datetime | None

    @property
    def some(self) -> bool:
        """Whether there may be others among them."""
        return bool(self.classes) or self.start is not None

    def has(self, event: Event) -> bool:
        """Tell whether an event is one of them."""
        return (not self.classes or event.class_id in self.classes) and (self.start is None or event.at >= self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page of the feed; the cursor is always there, because more may always come."""

    rows: Sequence[FeedEventRow]
    next_cursor: str


class ChangeFeed:
    """Every event of a database in order, from a cursor on."""

    def __init__(
        self,
        feed: EventFeed,
        reader: InstanceReader,
        quarantine: Quarantine,
        cursors: Cursors,
    ) -> None:
        self._feed = feed
        self._reader = reader
        self._quarantine = quarantine
        self._cursors = cursors

    def page(
        self,
        database: UUID,
        names: Names,
        *,
        classes: Sequence[str],
        start: datetime | None = None,
        cursor: str | None,
        limit: int,
        wait: float,
        recheck: Recheck,
        to_owner: bool,
    ) -> FeedPage:
        """Read the next events of these classes (none: all events), not before `start`, waiting for the first up to
        `wait` seconds.

        Who may not read any more while they wait is refused, and told nothing of what came.
        """
        since = () if start is None else (start,)
        question = digest("events", database, sorted(classes), *since)
        if cursor:
            places = self._cursors.read(cursor, question, Places)
        else:
            places = {} if start is None else self._feed.places_at(start)
        found = until(
            lambda: self._read(database, _Wanted(classes, start), places, limit),
            wait,
            first=_POLL_SECONDS,
            usual=_POLL_SECONDS,
            meanwhile=recheck,
        )
        if wait:
            recheck()
        rows = self._rows(found, places, names, to_owner=to_owner)
        return FeedPage(rows=rows, next_cursor=self._cursors.write(question, places))

    def _read(self, database: UUID, wanted: _Wanted, places: Places, limit: int) -> list[Event]:
        """Read up to `limit` fitting events; others only move `places`."""
        found: list[Event] = []
        seen = dict(places)
        for _ in range(_MOST_READS):
            with quarantining(self._quarantine):
                events = self._feed.after(database, seen, limit=_READ_AT_ONCE if wanted.classes else limit)
            for event in events:
                _move(seen, event.position)
                if wanted.has(event):
                    found.append(event)
                elif not found:
                    _move(places, event.position)
                if len(found) == limit:
                    return found
            if not events or not wanted.some:
                break
        return found

    def _rows(self, events: Sequence[Event], places: Places, names: Names, *, to_owner: bool) -> list[FeedEventRow]:
        states: dict[tuple[str, str], Instance | None] = {}
        rows: list[FeedEventRow] = []
        room = Room()
        names.prepare(events)
        for event in events:
            row = (
                self._of_instance(event, states, names)
                if event.type in _INSTANCE_EVENTS
                else FeedEventRow(*entry_parts(event), changes=[], data=told_body(event, to_owner=to_owner))
            )
            if not room.takes(row):
                break
            rows.append(row)
            _move(places, event.position)
        return rows

    def _of_instance(self, event: Event, states: dict[tuple[str, str], Instance | None], names: Names) -> FeedEventRow:
        root, identity = event.root_id or event.class_id or "", event.id or ""
        if (root, identity) not in states:
            states[root, identity] = self._before(event, root, identity)
        before = states[root, identity]
        states[root, identity] = state = apply(before, event)
        changes = list(names.changes(beneath(before, event), state, [event]))
        return FeedEventRow(*entry_parts(event), class_=names.class_name(event), id=identity, changes=changes)

    def _before(self, event: Event, root: str, identity: str) -> Instance | None:
        if event.version <= 1 or event.database is None:
            return None
        return self._reader.at_version(event.database, root, identity, event.version - 1)


def _move(places: Places, position: Position) -> None:
    reached = (position.generation, position.sequence, position.n)
    places[position.shard] = max(places.get(position.shard, reached), reached)
