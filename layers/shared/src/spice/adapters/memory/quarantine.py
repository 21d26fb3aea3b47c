"""Shards whose chain is broken, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from spice.adapters.memory.state import MemoryState
from spice.ports.errors import BrokenChain
from spice.ports.quarantine import Quarantined


class MemoryQuarantine:
    """The Quarantine twin."""

    def __init__(self, state: MemoryState, now: Callable[[], datetime]) -> None:
        self._state, self._now = state, now

    def now(self) -> datetime:
        """Tell the time."""
        return self._now()

    def put(self, broken: BrokenChain, *, looked_at: datetime | None = None) -> None:
        """Quarantine a shard, or say where it is broken now."""
        place = Quarantined(
            shard=broken.shard,
            generation=broken.generation,
            sequence=broken.sequence,
            reason=broken.reason,
            since=self.now(),
        )
        with self._state.lock:
            if looked_at is not None and self._state.released.get(broken.shard, looked_at) > looked_at:
                return
            held = self._state.quarantined.get(broken.shard, place)
            self._state.quarantined[broken.shard] = replace(place, since=held.since)

    def lift(self, shard: str) -> None:
        """Let a shard go on."""
        with self._state.lock:
            self._state.released[shard] = self.now()
            self._state.quarantined.pop(shard, None)

    def all(self) -> Sequence[Quarantined]:
        """List what is quarantined."""
        with self._state.lock:
            return [self._state.quarantined[shard] for shard in sorted(self._state.quarantined)]
