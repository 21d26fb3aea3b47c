"""The log across shards, in memory."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.messages.event import Event
from spice.messages.noted import Noted

FAR = 2**63
Entry = TypeVar("Entry", bound=Event | Noted)


class MemoryEventFeed:
    """The EventFeed twin: every event the state has recorded; `happen` adds one that is no instance's."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def happen(self, event: Event) -> None:
        """Add an event."""
        self._state.recorded.append(event)

    def after(self, database: UUID, positions: dict[str, tuple[int, int, int]], *, limit: int) -> Sequence[Event]:
        """Read events behind a position per shard."""
        return [event for event in self._ordered(database) if _behind(event, positions)][:limit]

    def places_at(self, moment: datetime) -> dict[str, tuple[int, int, int]]:
        """Tell a position per shard that nothing at or after a moment is behind."""
        places: dict[str, tuple[int, int, int]] = {}
        with self._state.lock:
            before = [event.position for event in self._state.recorded if event.at < moment]
        for place in before:
            found = (place.generation, place.sequence, place.n)
            places[place.shard] = max(found, places.get(place.shard, found))
        return places

    def between(self, database: UUID, start: datetime | None, end: datetime | None) -> Iterator[Event]:
        """Walk events with start <= at < end, oldest first."""
        return (each for each in self.told(database, start, end) if isinstance(each, Event))

    def told(
        self, database: UUID, start: datetime | None, end: datetime | None, *, newest_first: bool = False
    ) -> Iterator[Event | Noted]:
        """Walk events and refusals the same way, or the other way round."""
        with self._state.lock:
            entries: list[Event | Noted] = [*self._state.refused, *self._state.recorded]
        for each in sorted(self._readable(entries), key=_place, reverse=newest_first):
            if each.database == database and (start is None or each.at >= start) and (end is None or each.at < end):
                yield each

    def _ordered(self, database: UUID) -> list[Event]:
        with self._state.lock:
            events = [event for event in self._state.recorded if event.database == database]
        return sorted(self._readable(events), key=_place)

    def _readable(self, entries: Sequence[Entry]) -> list[Entry]:
        """Leave out what stands behind the bad place of a quarantined shard."""
        with self._state.lock:
            apart = {shard: held.sequence for shard, held in self._state.quarantined.items()}
        return [each for each in entries if each.position.sequence < apart.get(each.position.shard, FAR)]


def _place(entry: Event | Noted) -> tuple[datetime, str, int, int]:
    return entry.at, entry.position.shard, entry.position.sequence, entry.position.n


def _behind(event: Event, positions: dict[str, tuple[int, int, int]]) -> bool:
    seen, place = positions.get(event.position.shard), event.position
    return seen is None or (place.generation, place.sequence, place.n) > tuple(seen)
