"""More shards for a family: intent, drain, pause, close, grow the topics, begin; each step is safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from spice.application.work.carry_out import CarryOut
from spice.application.work.close_shard import CloseShard
from spice.domain.shards import FAMILIES, Shard
from spice.messages.segment import Closing
from spice.ports.errors import Transient
from spice.ports.generations import ASKED, ShardMap
from spice.ports.shard_rows import ShardHead
from spice.waiting import until

if TYPE_CHECKING:
    from spice.ports import Ports

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.25
Say = Callable[[str], None]


class GrowFamily:
    """Gives a family its next map. Commands are accepted all the time; those of the next map wait until it begins."""

    def __init__(self, ports: Ports, workers: Callable[[str], CarryOut]) -> None:
        self._generations, self._topics, self._model = ports.generations, ports.topics, ports.model
        self._quarantine, self._kick, self._crash = ports.quarantine, ports.kick, ports.crash
        self._workers, self._close = workers, CloseShard(ports.log, ports.model, ports.now, ports.crash)

    def current(self, family: str) -> ShardMap:
        """Read the map that has begun."""
        return self._generations.current(family)

    def ask(self, before: ShardMap, partitions: int) -> ShardMap:
        """Have writers use the map that follows one; answers the newest, which may be another's.

        Raises Transient, and BrokenChain while a shard of the family is quarantined: it cannot be closed, and what is
        accepted under the next map would wait for it.
        """
        for held in self._quarantine.all():
            if Shard.named(held.shard).family == before.family:
                raise held.broken()
        wanted = ShardMap(family=before.family, generation=before.generation + 1, partitions=partitions, state=ASKED)
        # A cluster that refuses says so while nobody waits for the new map. The old one is no longer what the bus says.
        self._generations.first(before)
        self._make_topics(wanted)
        asked = self._generations.ask(wanted)
        self._crash("grow.after_intent")
        return asked

    def __call__(self, wanted: ShardMap, say: Say) -> bool:
        """Go on until the map has begun; False when something has to happen first (ask again). Raises Transient."""
        before = self.current(wanted.family)
        if before.generation >= wanted.generation:
            return True
        if self._model.generation(wanted.family).number < wanted.generation:
            if not self._quiet(before, say):
                return False
            say("closing")
            self._close_all(before, wanted)
        self._begin(wanted, say)
        return True

    def resume(self, say: Say) -> None:
        """Finish what only the log knows of: a closing segment is a promise, whoever wrote it. Raises Transient."""
        for family in FAMILIES:
            begun, current = self._model.generation(family), self.current(family)
            if begun.partitions is not None and begun.number > current.generation:
                self._begin(ShardMap(family=family, generation=begun.number, partitions=begun.partitions), say)
            if (closes := _promised(family, self._model.heads())) and closes.next_generation > begun.number:
                # The very map that was promised: by the time of the question it may have begun already.
                self(self._generations.ask(_map_after(closes, family)), say)

    def _quiet(self, before: ShardMap, say: Say) -> bool:
        """Let the old map's commands go and be carried out; from the pause on, late ones wait for the new map."""
        family = before.family
        if self._generations.newest(family).state == ASKED:
            say("draining")
            self._kick("relay")
            if not _soon(lambda: self._generations.drained(family)):
                return False
            self._crash("grow.after_drained")
        say("pausing")
        self._generations.pause(family)
        self._crash("grow.after_pause")
        return _soon(lambda: self._carried_out(before))

    def _carried_out(self, before: ShardMap) -> bool:
        shards = [Shard(before.family, partition) for partition in range(before.partitions)]
        lags = self._topics.lag(shards[0].workers, shards[0].commands)
        if len(lags) < before.partitions or any(lags.values()):
            return False
        for shard in shards:
            self._workers(before.family).catch_up(shard.name)
        return True

    def _close_all(self, before: ShardMap, wanted: ShardMap) -> None:
        closes = Closing(next_generation=wanted.generation, partitions=wanted.partitions, before=before.partitions)
        for partition in range(before.partitions):
            self._close(self._workers(wanted.family), Shard(wanted.family, partition).name, closes)
        self._crash("grow.after_closed")
        if self._model.generation(wanted.family).number < wanted.generation:
            raise Transient("index", f"generation {wanted.generation} of {wanted.family} has not begun")

    def _begin(self, wanted: ShardMap, say: Say) -> None:
        say("beginning")
        self._make_topics(wanted)
        self._crash("grow.after_topics")
        self._generations.begin(wanted)
        self._crash("grow.after_begin")
        self._kick("relay")

    def _make_topics(self, wanted: ShardMap) -> None:
        shard = Shard(wanted.family, 0)
        self._topics.create_topics({shard.commands: wanted.partitions, shard.events: wanted.partitions})


def _soon(ready: Callable[[], bool]) -> bool:
    return until(ready, PATIENCE_SECONDS, first=PAUSE_SECONDS, usual=PAUSE_SECONDS)


def _map_after(closes: Closing, family: str) -> ShardMap:
    return ShardMap(family=family, generation=closes.next_generation, partitions=closes.partitions, state=ASKED)


def _promised(family: str, heads: Mapping[str, ShardHead]) -> Closing | None:
    """Find a closing segment that is the last of its shard."""
    closes = [head.closes for name, head in heads.items() if head.closes and Shard.named(name).family == family]
    return max(closes, key=lambda each: each.next_generation, default=None)
