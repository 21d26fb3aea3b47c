"""Events as the bus brings them -> whole segments: what is cut off or left out comes from the log."""

from collections.abc import Mapping, Sequence

from spice.application.seen import Seen, seen_in
from spice.ports.checkpoints import Checkpoints
from spice.ports.event_log import EventLog

Held = dict[int, Seen]
"""Events of a segment by their number in it."""


class WholeSegments:
    """A batch ends where the bus pleases, a checkpoint only between segments: so batches are made whole."""

    def __init__(self, checkpoints: Checkpoints, log: EventLog) -> None:
        self._checkpoints, self._log = checkpoints, log

    def __call__(self, seen: Sequence[Seen], done: Mapping[str, int]) -> list[Seen]:
        """Give every event behind `done` up to the last segment seen of each shard, each once, in order."""
        held: dict[tuple[str, int, int], Held] = {}
        for event in seen:
            position = event.position
            if position.sequence > done.get(position.shard, 0):
                place = (position.shard, position.sequence, position.generation)
                held.setdefault(place, {})[position.n] = event
        sizes = self._sizes(held, done)
        # One without a known size is read as well: the index may be in the middle of a rebuild.
        return [
            event
            for place in sorted({**sizes, **held})
            for event in self._whole(place, held.get(place, {}), sizes.get(place))
        ]

    def _sizes(
        self, held: Mapping[tuple[str, int, int], Held], done: Mapping[str, int]
    ) -> Mapping[tuple[str, int, int], int]:
        last: dict[str, int] = {}
        for shard, sequence, _ in held:
            last[shard] = max(sequence, last.get(shard, 0))
        return self._checkpoints.sizes({shard: (done.get(shard, 0), upto) for shard, upto in last.items()})

    def _whole(self, place: tuple[str, int, int], held: Held, size: int | None) -> Sequence[Seen]:
        if len(held) != size:
            shard, sequence, generation = place
            return list(seen_in(self._log.read(generation, shard, sequence)))
        return [held[n] for n in range(size)]
