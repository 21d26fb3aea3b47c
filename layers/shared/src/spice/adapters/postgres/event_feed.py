"""The log across shards: the index knows which segments, the log has their events."""

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.messages.event import Event
from spice.messages.noted import Noted, noted_in
from spice.messages.segment import read_segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog

_AFTER = """
select g.shard, g.generation, g.sequence, g.sha256, g.first_at from model.segments g
left join unnest(%s::text[], %s::bigint[]) as c(name, seen) on c.name = g.shard
left join model.quarantine q on q.shard = g.shard
where %s = any(g.databases) and g.sequence >= coalesce(c.seen, 0) and (q.shard is null or g.sequence < q.sequence)
order by first_at, shard, sequence limit %s
"""
_BETWEEN = """
select g.shard, g.generation, g.sequence, g.sha256, first_at from model.segments g
left join model.quarantine q on q.shard = g.shard
where (%s = any(databases) or %s and (refused is null or %s = any(refused)))
    and (%s::timestamptz is null or last_at >= %s) and (%s::timestamptz is null or first_at < %s)
    and (q.shard is null or g.sequence < q.sequence)
order by first_at, shard, sequence
"""
_ENDED = """
select distinct on (shard) shard, generation, sequence from model.segments where last_at < %s
order by shard, generation desc, sequence desc
"""
LAST = 2**31 - 1
"""No event of a segment has this number."""
SEGMENTS = 64
"""Segments a page of the feed opens at most."""


class PostgresEventFeed:
    """Reads segments found through the index."""

    def __init__(self, postgres: Postgres, log: EventLog) -> None:
        self._postgres, self._log = postgres, log
        self._entries = lru_cache(maxsize=16)(self._read)

    def after(self, database: UUID, positions: dict[str, tuple[int, int, int]], *, limit: int) -> Sequence[Event]:
        """Read events behind a position per shard, oldest first."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                _AFTER, (list(positions), [position[1] for position in positions.values()], database, SEGMENTS)
            ).fetchall()
        events: list[Event] = []
        for number, row in enumerate(rows):
            events.extend(event for event in self._events(row[:4], database) if _behind(event, positions))
            # Shards overlap in time: enough is read once `limit` events are older than every segment still unread.
            following = rows[number + 1][4] if number + 1 < len(rows) else None
            if following is not None and sum(event.at < following for event in events) >= limit:
                break
        return sorted(events, key=_order)[:limit]

    def places_at(self, moment: datetime) -> dict[str, tuple[int, int, int]]:
        """Tell the last segment per shard that ended before a moment."""
        with self._postgres.connection() as connection:
            rows = connection.execute(_ENDED, (moment,)).fetchall()
        return {shard: (generation, sequence, LAST) for shard, generation, sequence in rows}

    def between(self, database: UUID, start: datetime | None, end: datetime | None) -> Iterator[Event]:
        """Walk events with start <= at < end, oldest first."""
        return (each for each in self._walk(database, start, end, refused=False) if isinstance(each, Event))

    def told(self, database: UUID, start: datetime | None, end: datetime | None) -> Iterator[Event | Noted]:
        """Walk events and refusals the same way."""
        return self._walk(database, start, end, refused=True)

    def _walk(
        self, database: UUID, start: datetime | None, end: datetime | None, *, refused: bool
    ) -> Iterator[Event | Noted]:
        with self._postgres.connection() as connection:
            rows = connection.execute(_BETWEEN, (database, refused, database, start, start, end, end)).fetchall()
        waiting: list[tuple[tuple[object, ...], Event | Noted]] = []
        for *place, first_at in rows:
            while waiting and waiting[0][1].at < first_at:
                yield heapq.heappop(waiting)[1]
            for entry in self._entries(*place):
                if entry.database == database and _within(entry, start, end):
                    heapq.heappush(waiting, (_order(entry), entry))
        while waiting:
            yield heapq.heappop(waiting)[1]

    def _events(self, place: Sequence[Any], database: UUID) -> Iterator[Event]:
        return (each for each in self._entries(*place) if isinstance(each, Event) and each.database == database)

    def _read(self, shard: str, generation: int, sequence: int, sha256: str) -> Sequence[Event | Noted]:
        body = self._log.read(generation, shard, sequence)
        if body is None or hashlib.sha256(body).hexdigest() != sha256:
            raise BrokenChain(generation, shard, sequence, "it is not in the log as it was indexed")
        segment = read_segment(body)
        return [*noted_in(segment), *segment.events()]


def _order(event: Event | Noted) -> tuple[object, ...]:
    return (event.at, event.position.shard, event.position.sequence, event.position.n)


def _behind(event: Event, positions: dict[str, tuple[int, int, int]]) -> bool:
    seen = positions.get(event.position.shard)
    position = event.position
    return seen is None or (position.generation, position.sequence, position.n) > tuple(seen)


def _within(event: Event | Noted, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or event.at >= start) and (end is None or event.at < end)
