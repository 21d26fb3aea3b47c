"""Events as the bus brings them -> whole segments: what is cut off waits for the rest, what is left out is read."""

from collections.abc import Iterator, Mapping, Sequence

from spice.application.ground.follow_chain import read_indexed
from spice.messages.event_mark import EventMark, marks_in
from spice.ports.checkpoints import Checkpoints
from spice.ports.errors import Transient
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import Link

MOST_EVENTS = 10_000
"""Events given at once: a checkpoint that was lost makes the whole log one batch otherwise."""


class NotIndexed(Transient):
    """The bus has brought what the index does not have: that is being rebuilt, or the shard is quarantined."""

    def __init__(self, shard: str, sequence: int) -> None:
        self.shard = shard
        super().__init__("index", f"it does not have segment {shard}/{sequence} yet")


Place = tuple[str, int, int]
"""Shard, sequence, generation."""
Held = dict[int, EventMark]
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
        self, seen: Sequence[EventMark], done: Mapping[str, int], upto: Mapping[str, int] | None = None
    ) -> tuple[list[EventMark], bool]:
        """Give every event behind `done` of the segments seen, of those before them and of those up to `upto`, each
        once, in order; and tell whether that was all. If not, it is asked again once `done` has moved.

        Raises NotIndexed, and BrokenChain when one has to be read that is not in the log as it was indexed.
        """
        held = {place: events for place, events in self._begun.items() if place[1] > done.get(place[0], 0)}
        for event in seen:
            position = event.position
            shard, sequence = position.shard, position.sequence
            if sequence > done.get(shard, 0):
                held.setdefault((shard, sequence, position.generation), {})[position.n] = event
        wanted = upto or {}
        last = _last(held, wanted)
        indexed = self._checkpoints.indexed({shard: (done.get(shard, 0), end) for shard, end in last.items()})
        sizes = {place: size for place, (size, _) in indexed.items()}
        self._begun = {
            place: events
            for place, events in held.items()
            if wanted.get(place[0], 0) < place[1] == last[place[0]]
            and len(events) == max(events) + 1 < sizes.get(place, 0)
        }
        places = sorted({**sizes, **held}.keys() - self._begun.keys())
        given: list[EventMark] = []
        for place in places:
            if len(given) >= MOST_EVENTS:
                return given, False
            given += self._whole(place, held.get(place, {}), indexed.get(place))
        return given, True

    def leave(self, shard: str) -> None:
        """Forget what was begun of a shard: it is quarantined, and comes from the log when it goes on."""
        self._begun = {place: events for place, events in self._begun.items() if place[0] != shard}

    def _whole(self, place: Place, held: Held, indexed: tuple[int, Link] | None) -> Iterator[EventMark]:
        shard, sequence, generation = place
        if indexed is None:
            raise NotIndexed(shard, sequence)
        size, link = indexed
        if len(held) == size:
            return (held[n] for n in range(size))
        return marks_in(read_indexed(shard, link, self._log.read(generation, shard, sequence)))


def _last(places: Mapping[Place, Held], upto: Mapping[str, int]) -> dict[str, int]:
    last = dict(upto)
    for shard, sequence, _ in places:
        last[shard] = max(sequence, last.get(shard, 0))
    return last
