"""Projections made again from the index and the segments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from spice.application.projecting.projection import Progress, Projection
from spice.application.upkeep.verify_log import VerifyLog
from spice.domain.shards import ONTOLOGY, Shard
from spice.messages.event_mark import EventMark, marks_in
from spice.ports.errors import Transient
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import ShardHead
from spice.ports.turn import Turn
from spice.ports.write_model import Wanted, WriteModel
from spice.waiting import ignore

if TYPE_CHECKING:
    from spice.ports import Ports

CatchUp = Callable[[Projection, Mapping[str, int]], Mapping[str, int]]


class RebuildProjections:
    """Rebuilds projections, beside those that project: what they take into a read model that goes, they take in again.

    Search that is embedded has one writer, so a rebuild runs where the projections run.
    """

    def __init__(self, ports: Ports, projections: Sequence[Projection], catch_up: CatchUp) -> None:
        self._log, self._model, self._checkpoints = ports.log, ports.model, ports.checkpoints
        self._projections, self._catch_up = {each.name: each for each in projections}, catch_up

    @property
    def names(self) -> Sequence[str]:
        """What can be rebuilt."""
        return list(self._projections)

    def __call__(self, name: str, progress: Progress, detail: Mapping[str, object], turn: Turn) -> None:
        """Rebuild one; `detail` is what the progress of a try that died said.

        Raises Transient when the index is rebuilt meanwhile, and LeaseLost when another may rebuild by now.
        """
        projection = self._projections[name]
        projection.rebuild(StandingIndex(self._log, self._model, turn.check), progress, detail)
        self._close_up(projection)

    def take_in(self) -> None:
        """Have projections take in what the index has and they do not: of a shard that was quarantined, for one."""
        for projection in self._projections.values():
            self._close_up(projection)

    def _close_up(self, projection: Projection) -> None:
        """Project what came meanwhile, from the log: the bus may have brought it before, and brings it once."""
        epoch = self._checkpoints.epochs().get(projection.name, 0)
        standing = StandingIndex(self._log, self._model)
        taken_in = self._catch_up(projection, standing.positions)
        standing.check()
        # Not of a shard that is broken: what it has would be left out for good once it is released.
        self._checkpoints.advance(projection.name, taken_in, epoch=epoch)


class StandingIndex:
    """An index that has all the log has, as long as it is not filled anew. Raises Transient when there is none."""

    def __init__(self, log: EventLog, model: WriteModel, also: Callable[[], None] = ignore) -> None:
        """`also`: what else is seen to whenever it is checked."""
        self._log, self._model, self._also = log, model, also
        self._filling = self._filled_at()
        heads = model.heads()
        self.check()
        self.positions = {name: head.sequence for name, head in heads.items() if Shard.named(name).family != ONTOLOGY}

    def check(self) -> None:
        """See that all that was read is of one filling."""
        self._also()
        if self._filled_at() != self._filling:
            raise Transient("index", "it was rebuilt meanwhile: what was read is of two")

    def events(self, progress: Progress) -> Iterator[EventMark]:
        """Walk the segments up to the positions."""
        verify, heads = VerifyLog(self._log, self._model), self._model.heads()
        for shard, last in self.positions.items():
            for segment in verify.walk(heads.get(shard, ShardHead(shard=shard))):
                # One that came meanwhile is read, and taken in by who projects it.
                if segment.header.sequence <= last:
                    yield from marks_in(segment)
            progress({"shard": shard})

    def _filled_at(self) -> datetime | None:
        snapshot = self._model.look(Wanted())
        if not snapshot.complete:
            raise Transient("index", "it is being rebuilt: nothing is projected from a part of it")
        return snapshot.emptied_at
