"""Histories that moved into packs, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.state import MemoryState
from spice.domain.instance.reducer import REDUCER
from spice.ports.errors import Momentary
from spice.ports.histories import OpenEnd, PackedPart


class MemoryHistories:
    """The Histories twin."""

    def __init__(self, state: MemoryState, reader: MemoryInstanceReader, now: Callable[[], datetime]) -> None:
        self._state, self._reader, self._now = state, reader, now

    def long_tails(self, *, at_least: int, limit: int) -> Sequence[UUID]:
        """List streams with that many events in the tail."""
        with self._state.lock:
            long = [
                stream
                for stream, key in self._state.streams.items()
                if len(self._state.events.get(key, ())) >= at_least
            ]
        return long[:limit]

    def open_end(self, stream: UUID, *, closed: int) -> OpenEnd:
        """Read what comes behind a stream's last full bundle that a snapshot ends."""
        if (key := self._state.streams.get(stream)) is None:
            return OpenEnd(None, [])
        with self._state.lock:
            parts = self._state.packed.get(stream, [])
        ends = {part.last_version for part in parts if part.kind == "snapshot" and part.reducer == REDUCER}
        full = [
            part for part in parts if part.kind == "events" and part.last_version - part.first_version + 1 >= closed
        ]
        end = max((part.last_version for part in full if part.last_version in ends), default=0)
        return OpenEnd(self._reader.at_version(*key, end) if end else None, self._reader.events(*key, after=end))

    def packed(self, name: str, parts: Sequence[PackedPart]) -> None:
        """Record a pack and trim tails."""
        state = self._state
        bundles = [part for part in parts if part.kind == "events"]
        first = {part.stream: part.first_version for part in reversed(bundles)}
        last = {part.stream: part.last_version for part in bundles}
        with state.lock:
            held = {stream: state.packed.get(stream, []) for stream in first}
            if any(part.last_version > last[stream] for stream, kept in held.items() for part in kept):
                raise Momentary("postgres", "a longer history was packed meanwhile")
            state.packs[name] = None
            for stream, kept in held.items():
                before = [part for part in kept if part.last_version < first[stream]]
                state.packed[stream] = [*before, *(part for part in parts if part.stream == stream)]
            for part in parts:
                if part.kind == "events" and (key := state.streams.get(part.stream)) is not None:
                    tail = state.events.get(key, [])
                    state.events[key] = [event for event in tail if event.version > part.last_version]
            used = {part.pack for kept in state.packed.values() for part in kept}
            for pack, retired_at in state.packs.items():
                if retired_at is None and pack not in used:
                    state.packs[pack] = self._now()

    def unknown(self, packs: Sequence[str]) -> Sequence[str]:
        """List those of some packs that are not recorded."""
        with self._state.lock:
            return [pack for pack in packs if pack not in self._state.packs]

    def retire(self, *, older_than_seconds: float) -> Sequence[str]:
        """Name packs that nothing refers to any more, and forget them."""
        horizon = self._now() - timedelta(seconds=older_than_seconds)
        with self._state.lock:
            old = [pack for pack, at in self._state.packs.items() if at is not None and at < horizon]
            for pack in old:
                del self._state.packs[pack]
        return old
