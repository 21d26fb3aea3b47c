"""Checkpoints and counts in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence

from spice.adapters.memory.state import MemoryState
from spice.ports.checkpoints import Count
from spice.ports.errors import Overtaken
from spice.ports.shard_rows import Link


class MemoryCheckpoints:
    """The Checkpoints twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def epochs(self) -> Mapping[str, int]:
        """Tell how often each projection was reset."""
        return dict(self._state.epochs)

    def read(self, projection: str) -> Mapping[str, int]:
        """Read a projection's sequence per shard."""
        return dict(self._state.checkpoints.get(projection, {}))

    def advance(
        self,
        projection: str,
        positions: Mapping[str, int],
        counts: Sequence[Count] = (),
        *,
        since: Mapping[str, int] | None = None,
        epoch: int | None = None,
    ) -> None:
        """Move checkpoints and add counts."""
        with self._state.lock:
            if epoch is not None and self._state.epochs.get(projection, 0) != epoch:
                raise Overtaken("memory", f"{projection} was made again meanwhile")
            held = self._state.checkpoints.setdefault(projection, {})
            if since is not None and any(held.get(shard, 0) != since.get(shard, 0) for shard in positions):
                raise Overtaken("memory", f"somebody else moved {projection} meanwhile")
            for shard, sequence in positions.items():
                held[shard] = max(held.get(shard, 0), sequence)
            for count in counts:
                self._state.counts[count.database, count.kind, count.name, count.hour] += count.step

    def indexed(self, ranges: Mapping[str, tuple[int, int]]) -> Mapping[tuple[str, int, int], tuple[int, Link]]:
        """Tell how many events segments have."""
        return {
            (shard, sequence, generation): (events, link)
            for (shard, sequence, generation), (events, link) in list(self._state.segments.items())
            if shard in ranges and ranges[shard][0] < sequence <= ranges[shard][1] and events > 0
        }

    def ahead(self, ranges: Mapping[str, tuple[int, int]], *, most: int) -> Mapping[str, int]:
        """Tell how far to go for so many events."""
        ends, events = dict[str, int](), Counter[str]()
        for (shard, sequence, _), (size, _link) in sorted(self.indexed(ranges).items()):
            if events[shard] < most:
                ends[shard] = sequence
            events[shard] += size
        return ends

    def reset(
        self,
        projection: str,
        positions: Mapping[str, int] | None = None,
        counts: Sequence[Count] | None = None,
    ) -> None:
        """Forget a projection's checkpoints and counts, and put others in their place."""
        with self._state.lock:
            self._state.checkpoints[projection] = dict(positions or {})
            self._state.epochs[projection] = self._state.epochs.get(projection, 0) + 1
            if counts is None:
                return
            for place in [place for place in self._state.counts if place[1] != "reads"]:
                del self._state.counts[place]
            for count in counts:
                self._state.counts[count.database, count.kind, count.name, count.hour] += count.step
