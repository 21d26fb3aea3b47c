"""What was published and a projection does not move towards: a message that came to nobody, or a lane that is dead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from spice.application.projecting.projections import NAMES
from spice.application.projecting.whole_segments import MOST_EVENTS
from spice.domain.shards import INSTANCE, Shard
from spice.messages.work import INDEX, Restore, makes_again
from spice.ports.write_model import Wanted

if TYPE_CHECKING:
    from spice.ports import Ports

STILL = timedelta(seconds=50)
"""Less than from one tick to the next."""
A_FEW = 4
"""Shards that are taken in at a time: less than a tick's work, whatever stands still."""
MOST_SECONDS = 50


class Stalled(NamedTuple):
    """A place in the log at which a projection stands, though events behind it are published."""

    projection: str
    shard: str
    sequence: int


class NudgeStalled:
    """Has a few shards taken in from the log where a projection lacks something and has not moved since the last tick.

    What it saw it remembers itself: a new process waits a tick longer. Nothing is kept of what was asked; as long as
    a projection stands where it stood, it is asked again.
    """

    def __init__(self, ports: Ports, tell: Callable[[Stalled, int], None]) -> None:
        """`tell` hears what stands still and is taken in, and what was published."""
        self._model, self._checkpoints, self._quarantine = ports.model, ports.checkpoints, ports.quarantine
        self._jobs, self._kick, self._now, self._tell = ports.jobs, ports.kick, ports.now, tell
        self._since: Mapping[Stalled, datetime] = {}
        self._asked = dict[str, int]()
        self._times = 0
        self.stalled: Sequence[Stalled] = ()

    def __call__(self) -> int:
        """Look once, and ask; answers how many shards were asked for. Raises PortError."""
        lacking = self._lacking()
        now = self._now()
        self._since = {place: self._since.get(place, now) for place in lacking}
        self.stalled = [place for place, since in self._since.items() if now - since >= STILL]
        upto = self._upto(lacking)
        for place in self.stalled:
            if place.shard in upto:
                self._tell(place, lacking[place])
        if upto:
            self._kick("projection", {"take_in": upto, "most_seconds": MOST_SECONDS})
        return len(upto)

    def _names(self) -> list[str]:
        """Name the projections that are not being made again, and whose index is not: those are taken care of there."""
        works = [job.work for job in self._jobs.unfinished()]
        if any(isinstance(work, Restore) or makes_again(work, INDEX) for work in works):
            return []
        if self._model.missing() or not self._model.look(Wanted()).complete:
            return []
        return [name for name in NAMES if not any(makes_again(work, name) for work in works)]

    def _lacking(self) -> dict[Stalled, int]:
        """List where projections lack events that are published, and the last sequence that is."""
        if not (names := self._names()):
            return {}
        apart = {each.shard for each in self._quarantine.all()}
        published = {
            shard: head.published
            for shard, head in self._model.heads().items()
            if Shard.named(shard).family == INSTANCE and shard not in apart
        }
        found = dict[Stalled, int]()
        for name in names:
            done = self._checkpoints.read(name)
            behind = {shard: (done.get(shard, 0), last) for shard, last in published.items()}
            for shard in sorted(self._checkpoints.ahead(behind, most=1)):
                found[Stalled(name, shard, done.get(shard, 0))] = published[shard]
        return found

    def _upto(self, lacking: Mapping[Stalled, int]) -> dict[str, int]:
        """Choose a few shards, and how far each is taken in: those first that were not asked for, or long ago."""
        behind = dict[str, tuple[int, int]]()
        for place in self.stalled:
            least = min(place.sequence, behind.get(place.shard, (place.sequence, 0))[0])
            behind[place.shard] = least, lacking[place]
        chosen = sorted(behind, key=lambda shard: self._asked.get(shard, 0))[:A_FEW]
        # The first of these is the last the next time: one that never ends keeps nobody else from being taken in.
        for shard in reversed(chosen):
            self._times += 1
            self._asked[shard] = self._times
        ends = self._checkpoints.ahead({shard: behind[shard] for shard in chosen}, most=MOST_EVENTS)
        return {shard: ends[shard] for shard in chosen if shard in ends}
