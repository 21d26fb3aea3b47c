"""The log across shards: the index knows which segments, the log has their events."""

import hashlib
import heapq
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from itertools import accumulate, chain, islice, takewhile
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from cachetools import LRUCache

from spice.adapters.postgres.connection import Postgres
from spice.messages.event import Event
from spice.messages.noted import Noted, noted_in
from spice.messages.segment import Segment, read_segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog

_AFTER = """
select g.shard, g.generation, g.sequence, g.sha256, g.first_at, g.events from model.segments g
left join unnest(%s::text[], %s::bigint[]) as c(name, seen) on c.name = g.shard
left join model.quarantine q on q.shard = g.shard
where %s = any(g.databases) and g.sequence >= coalesce(c.seen, 0) and (q.shard is null or g.sequence < q.sequence)
order by first_at, shard, sequence limit %s
"""
_SPAN = """
select g.shard, g.generation, g.sequence, g.sha256, first_at, last_at from model.segments g
left join model.quarantine q on q.shard = g.shard
where (%s = any(databases) or %s and (refused is null or %s = any(refused)))
    and (%s::timestamptz is null or last_at >= %s) and (%s::timestamptz is null or first_at < %s)
    and (q.shard is null or g.sequence < q.sequence)
"""
_BETWEEN = f"{_SPAN} order by first_at, shard, sequence"
_BACKWARDS = f"{_SPAN} order by last_at desc, shard, sequence"
_ENDED = """
select distinct on (shard) shard, generation, sequence from model.segments where last_at < %s
order by shard, generation desc, sequence desc
"""
LAST = 2**31 - 1
"""No event of a segment has this number."""
SEGMENTS = 64
"""Segments a page of the feed opens at most."""
AT_ONCE = 8
"""Segments that are fetched at once."""
KEPT_EVENTS = 30_000
"""Of the segments that are kept, as the next page begins in the same ones; a wide event has two kilobytes."""
Entry = TypeVar("Entry", Event, Event | Noted)


class PostgresEventFeed:
    """Reads segments found through the index."""

    def __init__(self, postgres: Postgres, log: EventLog) -> None:
        self._postgres, self._log = postgres, log
        self._segments: LRUCache[tuple[Any, ...], Segment] = LRUCache(KEPT_EVENTS, getsizeof=_weight)
        self._lock = Lock()

    def after(self, database: UUID, positions: dict[str, tuple[int, int, int]], *, limit: int) -> Sequence[Event]:
        """Read events behind a position per shard, oldest first."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                _AFTER, (list(positions), [position[1] for position in positions.values()], database, SEGMENTS)
            ).fetchall()

        def entries(segment: Segment) -> Iterator[Event]:
            generation, sequence, n = positions.get(segment.header.shard, (0, 0, -1))
            begun = (segment.header.generation, segment.header.sequence) == (generation, sequence)
            events = segment.events(n + 1 if begun else 0)
            return (event for event in events if event.database == database and _behind(event, positions))

        self._open_together(rows, limit)
        return list(islice(self._merged([row[:-1] for row in rows], entries), limit))

    def places_at(self, moment: datetime) -> dict[str, tuple[int, int, int]]:
        """Tell the last segment per shard that ended before a moment."""
        with self._postgres.connection() as connection:
            rows = connection.execute(_ENDED, (moment,)).fetchall()
        return {shard: (generation, sequence, LAST) for shard, generation, sequence in rows}

    def between(self, database: UUID, start: datetime | None, end: datetime | None) -> Iterator[Event]:
        """Walk events with start <= at < end, oldest first."""
        return (each for each in self._walk(database, start, end, refused=False) if isinstance(each, Event))

    def told(
        self, database: UUID, start: datetime | None, end: datetime | None, *, newest_first: bool = False
    ) -> Iterator[Event | Noted]:
        """Walk events and refusals the same way, or the other way round."""
        return self._walk(database, start, end, refused=True, newest_first=newest_first)

    def _walk(
        self,
        database: UUID,
        start: datetime | None,
        end: datetime | None,
        *,
        refused: bool,
        newest_first: bool = False,
    ) -> Iterator[Event | Noted]:
        with self._postgres.connection() as connection:
            asked = _BACKWARDS if newest_first else _BETWEEN
            rows = connection.execute(asked, (database, refused, database, start, start, end, end)).fetchall()

        def entries(segment: Segment) -> Iterator[Event | Noted]:
            both: Iterator[Event | Noted] = chain(noted_in(segment), segment.events())
            return (entry for entry in both if entry.database == database and _within(entry, start, end))

        if newest_first:
            return self._backwards([(*place, last_at) for *place, _, last_at in rows], entries)
        return self._merged([tuple(row[:-1]) for row in rows], entries)

    def _backwards(
        self, rows: Sequence[tuple[Any, ...]], entries: Callable[[Segment], Iterator[Event | Noted]]
    ) -> Iterator[Event | Noted]:
        """Walk the entries of segments from the newest on: a segment is opened when the walk comes to its end."""
        waiting: list[Event | Noted] = []
        for *place, last_at in rows:
            while waiting and waiting[-1].at > last_at:
                yield waiting.pop()
            waiting = sorted([*waiting, *entries(self._segment(*place))], key=_order)
        while waiting:
            yield waiting.pop()

    def _merged(
        self, rows: Sequence[tuple[Any, ...]], entries: Callable[[Segment], Iterator[Entry]]
    ) -> Iterator[Entry]:
        """Walk the entries of segments in order, those of shards at once: a segment is opened when the walk comes to
        its time, an entry spelled out when it is the next of its segment."""
        waiting: list[tuple[tuple[object, ...], Entry, Iterator[Entry]]] = []
        for *place, first_at in rows:
            while waiting and waiting[0][1].at < first_at:
                yield _next(waiting)
            _wait(waiting, entries(self._segment(*place)))
        while waiting:
            yield _next(waiting)

    def _open_together(self, rows: Sequence[tuple[Any, ...]], limit: int) -> None:
        """Fetch at once the segments that so many events are surely spread over: a GET is mostly waiting."""
        surely = takewhile(lambda each: each[0] < limit, zip(_before(rows), rows, strict=False))
        if len(wanted := [row[:4] for _, row in surely if row[:4] not in self._segments]) > 1:
            with ThreadPoolExecutor(AT_ONCE) as threads:
                list(threads.map(lambda place: self._segment(*place), wanted))

    def _segment(self, shard: str, generation: int, sequence: int, sha256: str) -> Segment:
        place = shard, generation, sequence, sha256
        with self._lock:
            if (kept := self._segments.get(place)) is not None:
                return kept
        body = self._log.read(generation, shard, sequence)
        if body is None or hashlib.sha256(body).hexdigest() != sha256:
            raise BrokenChain(generation, shard, sequence, "it is not in the log as it was indexed")
        segment = read_segment(body)
        with self._lock, suppress(ValueError):
            # One that is heavier than all that is kept is not.
            self._segments[place] = segment
        return segment


def _before(rows: Sequence[tuple[Any, ...]]) -> Iterator[int]:
    """Count the events of the segments before each."""
    return accumulate((row[-1] for row in rows), initial=0)


def _weight(segment: Segment) -> int:
    # What a segment notes weighs as events do; a wide one by its size, packed to a tenth or so.
    return 1 + len(segment.lines) + len(segment.header.outcomes) + len(segment.body) // 200


def _wait(waiting: list[tuple[tuple[object, ...], Entry, Iterator[Entry]]], entries: Iterator[Entry]) -> None:
    if (entry := next(entries, None)) is not None:
        heapq.heappush(waiting, (_order(entry), entry, entries))


def _next(waiting: list[tuple[tuple[object, ...], Entry, Iterator[Entry]]]) -> Entry:
    _, entry, entries = heapq.heappop(waiting)
    _wait(waiting, entries)
    return entry


def _order(event: Event | Noted) -> tuple[object, ...]:
    return (event.at, event.position.shard, event.position.sequence, event.position.n)


def _behind(event: Event, positions: dict[str, tuple[int, int, int]]) -> bool:
    seen = positions.get(event.position.shard)
    position = event.position
    return seen is None or (position.generation, position.sequence, position.n) > tuple(seen)


def _within(event: Event | Noted, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or event.at >= start) and (end is None or event.at < end)
