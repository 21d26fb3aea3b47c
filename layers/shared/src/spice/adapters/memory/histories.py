"""Histories that moved into packs, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from spice.adapters.memory.instance_reader import MemoryInstanceReader
from spice.adapters.memory.state import MemoryState
from spice.messages.event import Event
from spice.ports.histories import PackedPart


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

    def events(self, stream: UUID) -> Sequence[Event]:
        """Read a stream's whole history."""
        key = self._state.streams.get(stream)
        return self._reader.history(key) if key else []

    def packed(self, name: str, parts: Sequence[PackedPart]) -> None:
        """Record a pack and trim tails."""
        state = self._state
        with state.lock:
            state.packs[name] = None
            for stream in {part.stream for part in parts}:
                state.packed[stream] = [part for part in parts if part.stream == stream]
            for part in parts:
                if part.kind == "events" and (key := state.streams.get(part.stream)) is not None:
                    tail = state.events.get(key, [])
                    state.events[key] = [event for event in tail if event.version > part.last_version]
            used = {part.pack for kept in state.packed.values() for part in kept}
            for pack, retired_at in state.packs.items():
                if retired_at is None and pack not in used:
                    state.packs[pack] = self._now()

    def retire(self, *, older_than_seconds: float) -> Sequence[str]:
        """Name packs that nothing refers to any more, and forget them."""
        horizon = self._now() - timedelta(seconds=older_than_seconds)
        with self._state.lock:
            old = [pack for pack, at in self._state.packs.items() if at is not None and at < horizon]
            for pack in old:
                del self._state.packs[pack]
        return old
