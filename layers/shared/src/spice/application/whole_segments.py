"""Events as the bus brings them -> whole segments: what is cut off waits for the rest, what is left out is read."""

from collections.abc import Iterator, Mapping, Sequence

from spice.application.seen import Seen, seen_in
from spice.ports.checkpoints import Checkpoints
from spice.ports.event_log import EventLog

MOST_EVENTS = 10_000
"""Events given at once: a checkpoint that was lost makes the whole log one batch otherwise."""

Place = tuple[str, int, int]
"""Shard, sequence, generation."""
Held = dict[int, Seen]
"""Events of a segment by their number in it."""


class WholeSegments:
    """A batch ends where the bus pleases, a checkpoint only between segments: so batches are made whole.

    The bus has all of a segment or will have it again, so a beginning waits in memory for its end, which comes with
    the next batch. Should this process die meanwhile, the end comes without a beginning and the log is asked.
    """

    def __init__(self, checkpoints: Checkpoints, log: EventLog) -> None:
        self._checkpoints, self._log = checkpoints, log
        self._begun: dict[Place, Held] = {}

    def __call__(
        self, seen: Sequence[Seen], done: Mapping[str, int], upto: Mapping[str, int] | None = None
    ) -> tuple[list[Seen], bool]:
        """Give every event behind `done` of the segments seen, of those before them and of those up to `upto`, each
        once, in order; and tell whether that was all. If not, it is asked again once `done` has moved."""
        held = {place: events for place, events in self._begun.items() if place[1] > done.get(place[0], 0)}
        for event in seen:
            position = event.position
            shard, sequence = position.shard, position.sequence
            if sequence > done.get(shard, 0):
                held.setdefault((shard, sequence, position.generation), {})[position.n] = event
        wanted = upto or {}
        last = _last(held, wanted)
        sizes = self._checkpoints.sizes({shard: (done.get(shard, 0), end) for shard, end in last.items()})
        self._begun = {
            place: events
            for place, events in held.items()
            if wanted.get(place[0], 0) < place[1] == last[place[0]]
            and len(events) == max(events) + 1 < sizes.get(place, 0)
        }
        # One without a known size is read as well: the index may be in the middle of a rebuild.
        places = sorted({**sizes, **held}.keys() - self._begun.keys())
        given: list[Seen] = []
        for place in places:
            if len(given) >= MOST_EVENTS:
                return given, False
            given += self._whole(place, held.get(place, {}), sizes.get(place))
        return given, True

    def _whole(self, place: Place, held: Held, size: int | None) -> Iterator[Seen]:
        if len(held) == size:
            return (held[n] for n in range(size))
        shard, sequence, generation = place
        return seen_in(self._log.read(generation, shard, sequence))


def _last(places: Mapping[Place, Held], upto: Mapping[str, int]) -> dict[str, int]:
    last = dict(upto)
    for shard, sequence, _ in places:
        last[shard] = max(sequence, last.get(shard, 0))
    return last
