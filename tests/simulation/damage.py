"""Damage to the log itself: one segment of one shard is lost, altered or listed late, and put back some day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from spice.adapters.memory.state import MemoryState
from spice.ports.event_log import EventLog
from tests.contract.damage import ALTERED, Hand, Place

LOST, LISTED_LATE = "lost", "listed late"
KINDS = (LOST, LISTED_LATE, *ALTERED)
LOOKS = 12
"""How many listings a late one is left out of at most."""


@dataclass
class Damage:
    """Knows what was done to the log, and keeps what was there."""

    random: Random
    log: EventLog
    state: MemoryState
    place: Place | None = None
    kept: bytes = b""
    struck: set[str] = field(default_factory=set)
    """Shards that were ever broken: no other is ever quarantined."""
    late: dict[Place, int] = field(default_factory=dict)
    """How many listings leave a segment out yet."""

    @property
    def shard(self) -> str | None:
        """The shard that is broken now."""
        return None if self.place is None else self.place[1]

    def strike(self) -> None:
        """Damage a segment that was indexed: of another nobody could ever tell that it was there."""
        places = [place for place, _ in self._indexed()]
        if self.place is not None or not places:
            return
        place, kind = self.random.choice(places), self.random.choice(KINDS)
        if kind == LISTED_LATE:
            self.late[place] = self.random.randrange(1, LOOKS)
            return
        hand = Hand(self.log)
        self.kept = hand.get(place)
        if kind == LOST:
            hand.delete(place)
        else:
            hand.put(place, self._altered(ALTERED[kind], place))
        self.place = place
        self.struck.add(place[1])

    def repair(self) -> str | None:
        """Put back what was there; answers the shard."""
        if self.place is None:
            return None
        Hand(self.log).put(self.place, self.kept)
        shard, self.place = self.place[1], None
        return shard

    def listed(self, places: list[Place]) -> Iterator[Place]:
        """Leave out what is listed late."""
        for place in places:
            if self.late.get(place, 0) > 0:
                self.late[place] -= 1
            else:
                yield place

    def _altered(self, how: Callable[[bytes], bytes], place: Place) -> bytes:
        other = self.random.choice([each for each, _ in self._indexed() if each != place] or [place])
        body = how(self.kept) if self.random.random() < 0.7 else Hand(self.log).get(other)
        return body if body != self.kept else b""

    def _indexed(self) -> list[tuple[Place, str]]:
        return sorted(
            ((generation, shard, sequence), link.sha256)
            for (shard, sequence, generation), (_, link) in self.state.segments.items()
        )


class LateLog:
    """A log whose listings may leave out what a read finds."""

    def __init__(self, log: EventLog, damage: Damage) -> None:
        self._log, self._damage = log, damage

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment."""
        self._log.append(generation, shard, sequence, body)

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Read a segment."""
        return self._log.read(generation, shard, sequence)

    def shards(self) -> list[tuple[int, str]]:
        """List shards, of which one may be late with all it has."""
        found = []
        for generation, shard in self._log.shards():
            places = [(generation, shard, sequence) for sequence in self._log.sequences(generation, shard)]
            if not self._damage.late or list(self._damage.listed(places)):
                found.append((generation, shard))
        return found

    def sequences(self, generation: int, shard: str, *, after: int = 0) -> Iterator[int]:
        """List a shard's segments, of which one may be late."""
        places = [(generation, shard, sequence) for sequence in self._log.sequences(generation, shard, after=after)]
        yield from (sequence for _, _, sequence in self._damage.listed(places))

    def walk(self, generation: int, shard: str, *, after: int = 0) -> Iterator[tuple[int, bytes | None]]:
        """Walk what is listed."""
        for sequence in self.sequences(generation, shard, after=after):
            yield sequence, self.read(generation, shard, sequence)
