"""Maps of keys to partitions in memory."""

from dataclasses import replace
from datetime import datetime

from spice.adapters.memory.state import MemoryState
from spice.domain.shards import Shard
from spice.ports.errors import Transient
from spice.ports.generations import ASKED, BEGUN, CLOSING, ShardMap

CLAIM_SECONDS = 0.5


class MemoryGenerations:
    """The Generations twin; the memory outbox and command store read the same maps."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def current(self, family: str) -> ShardMap:
        """Read the map that has begun."""
        return self._state.current(family)

    def newest(self, family: str) -> ShardMap:
        """Read the map that accepted commands are stamped with."""
        return self._state.newest(family)

    def first(self, made: ShardMap) -> None:
        """Keep the first map of a family."""
        with self._state.lock:
            self._state.maps.setdefault(made.family, {}).setdefault(made.generation, made)

    def ask(self, wanted: ShardMap) -> ShardMap:
        """Have writers use the next map, unless one is on its way."""
        with self._state.lock:
            maps = self._state.maps.setdefault(wanted.family, {})
            for each in (self.current(wanted.family), replace(wanted, state=ASKED)):
                maps.setdefault(each.generation, each)
            return self.newest(wanted.family)

    def drained(self, family: str) -> bool:
        """Tell whether no row of an older map waits."""
        with self._state.lock:
            topic, newest = Shard(family, 0).commands, self.newest(family).generation
            return not any(row.topic == topic and row.generation < newest for row, _ in self._state.outbox.values())

    def pause(self, family: str) -> None:
        """Say so first, then hold every claim once."""
        with self._state.lock:
            newest = self.newest(family)
            if newest.state == ASKED:
                self._state.maps[family][newest.generation] = replace(newest, state=CLOSING)
        for partition in range(self.current(family).partitions):
            claim = self._state.claim(Shard(family, 0).commands, partition)
            if not claim.acquire(timeout=CLAIM_SECONDS):
                raise Transient("memory", f"a relay is in the middle of {family}")
            claim.release()

    def lagging(self, family: str, at: datetime | None) -> datetime | None:
        """Keep since when a family lags."""
        with self._state.lock:
            if at is None:
                self._state.lagging.pop(family, None)
                return None
            return self._state.lagging.setdefault(family, at)

    def limit(self, family: str) -> int:
        """Read up to how many partitions a family grows by itself."""
        return self._state.growth_limits.get(family, 0)

    def set_limit(self, family: str, up_to: int) -> None:
        """Let a family grow by itself."""
        self._state.growth_limits[family] = up_to

    def begin(self, begun: ShardMap) -> None:
        """Let the relay go by a map."""
        with self._state.lock:
            self._state.maps.setdefault(begun.family, {})[begun.generation] = replace(begun, state=BEGUN)
