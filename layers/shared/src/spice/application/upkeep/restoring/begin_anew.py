"""The next generation of a family whose log was mended: nobody who goes by the old one finds a place that is free."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from spice.application.ground.follow_chain import head_after
from spice.application.work.append_segment import append_segment
from spice.application.work.close_shard import closing_segment, empty_segment
from spice.domain.shards import Shard
from spice.messages.segment import Closing, Segment
from spice.messages.segment_name import segment_key
from spice.ports.errors import BrokenChain, Permanent
from spice.ports.event_log import EventLog
from spice.ports.generations import Generations
from spice.ports.log_objects import LogObjects
from spice.ports.shard_rows import ShardHead
from spice.ports.signed_trees import SignedTrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """How each generation of a family ends, by the number of the next one; the last of them is yet to be."""

    family: str
    closings: Mapping[int, Closing]

    @property
    def newest(self) -> int:
        """The generation that everybody went by."""
        return max(self.closings) - 1

    def open_in(self, head: ShardHead) -> int:
        """Tell in which generation a shard goes on."""
        if head.closes is not None:
            return head.closes.next_generation
        if head.sequence:
            return head.generation
        partition = Shard.named(head.shard).partition
        return next(number - 1 for number, each in sorted(self.closings.items()) if partition < each.before)

    def shards(self) -> list[str]:
        """Name the shards of the generation that everybody went by."""
        return [Shard(self.family, number).name for number in range(self.closings[self.newest + 1].before)]


def promises_of(
    family: str, heads: Iterable[ShardHead], known: Iterable[ShardHead], generations: Generations, goal: int | None
) -> Promises:
    """Read from segments that hold, and from the maps that writers go by, how a family's generations end.

    `goal` is the generation to begin, where it was told before. Raises Permanent when nobody knows a map.
    """
    heads, known = list(heads), list(known)
    closings = {each.closes.next_generation: each.closes for each in heads if each.closes is not None}
    current, asked = generations.current(family), generations.newest(family)
    begun = [current.generation, *(each.generation for each in (*heads, *known)), *closings]
    goal = max(begun) + 1 if goal is None else goal
    maps = {map.generation: map.partitions for map in (current, asked)}
    maps |= {number: each.partitions for number, each in closings.items()}
    maps |= {number - 1: each.before for number, each in closings.items()}
    for number in range(1, goal):
        if number not in maps:
            raise Permanent("log", f"nobody knows how many shards generation {number} of {family} had")
        closings.setdefault(
            number + 1,
            Closing(next_generation=number + 1, partitions=maps.get(number + 1, maps[number]), before=maps[number]),
        )
    return Promises(family=family, closings={number: each for number, each in closings.items() if number <= goal})


class BeginAnew:
    """Closes every shard of a family behind what was given of it."""

    def __init__(self, log: EventLog, objects: LogObjects, trees: SignedTrees, now: Callable[[], datetime]) -> None:
        self._log, self._objects, self._trees, self._now = log, objects, trees, now

    def tree(self, run: str) -> None:
        """Move the proofs away, and only then forget what was signed: who dies between leaves a log that is not
        sealed. Safe to repeat. Raises Transient."""
        for name in self._objects.proofs():
            self._objects.set_apart(name, run)
        self._trees.forget()

    def __call__(self, promises: Promises, ends: Mapping[str, ShardHead], given: Mapping[str, int], run: str) -> None:
        """Close, up to the generation that is to begin; safe to repeat. Raises Transient.

        What was given and is lost is filled with segments of nothing, so that no position is ever of two events.
        """
        for shard in promises.shards():
            head = ends.get(shard, ShardHead(shard=shard))
            while (generation := promises.open_in(head)) <= promises.newest:
                head = head_after(self._put(head, self._next(promises, head, generation, given.get(shard, 0)), run))

    def _next(self, promises: Promises, head: ShardHead, generation: int, given: int) -> Segment:
        if generation < promises.newest:
            # As if it had been closed when it was: times of the next generation are behind it.
            at = self._now() if head.recorded_at is None else head.recorded_at
            return closing_segment(head, promises.closings[generation + 1], now=at)
        if head.sequence < given:
            at = self._now() if head.recorded_at is None else head.recorded_at
            return empty_segment(head, generation, now=at)
        return closing_segment(head, promises.closings[generation + 1], now=self._now())

    def _put(self, head: ShardHead, segment: Segment, run: str) -> Segment:
        """Put a segment; one of a writer who was on his way is taken in if it follows, else moved away."""
        while True:
            try:
                return append_segment(self._log, head, segment)
            except BrokenChain as stray:
                self._objects.set_apart(segment_key(stray.generation, stray.shard, stray.sequence), run)
