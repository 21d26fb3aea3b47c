"""instance-events -> every projection, each from its own checkpoint on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from spice.application.ground.set_apart import quarantining
from spice.application.projecting.projection import Projection
from spice.application.projecting.reached import behind, reached
from spice.application.projecting.whole_segments import NotIndexed, WholeSegments
from spice.domain.instance.model import Instance
from spice.messages.event_mark import EventMark, decode_event_mark
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import BrokenChain, Overtaken, Transient
from spice.ports.write_model import Look, Wanted

if TYPE_CHECKING:
    from spice.ports import Ports

TRIES = 5
"""Of a batch that is overtaken: then it is delivered again."""


class ProjectInstances:
    """Takes events in by position, whole segments at a time."""

    def __init__(self, ports: Ports, projections: Sequence[Projection]) -> None:
        self._model, self._checkpoints, self._quarantine = ports.model, ports.checkpoints, ports.quarantine
        self._whole, self._crash = WholeSegments(ports.checkpoints, ports.log), ports.crash
        self._projections = projections

    def __call__(self, records: Sequence[ConsumedRecord]) -> None:
        """Project a batch of any shards; safe to repeat. Raises Transient."""
        self._all([decode_event_mark(record.value) for record in records], {}, self._projections, set())

    def catch_up(self, projection: Projection, upto: Mapping[str, int]) -> Mapping[str, int]:
        """Have one projection take in what the log has up to a sequence per shard, whether or not the bus brings it.

        Answers what it has now: a shard whose chain is broken is not among it.
        """
        left = set[str]()
        self._all([], upto, (projection,), left)
        return {shard: sequence for shard, sequence in upto.items() if shard not in left}

    def _all(
        self,
        arrived: Sequence[EventMark],
        upto: Mapping[str, int],
        projections: Sequence[Projection],
        left: set[str],
    ) -> None:
        """Project until it is all of it. Who was overtaken, by a rebuild or another, reads again where things stand."""
        overtaken = 0
        while True:
            try:
                if self._project(arrived, upto, projections, left):
                    return
            except Overtaken:
                overtaken += 1
                if overtaken == TRIES:
                    raise

    def _project(
        self,
        arrived: Sequence[EventMark],
        upto: Mapping[str, int],
        projections: Sequence[Projection],
        left: set[str],
    ) -> bool:
        """Project some; tell whether that was all."""
        # First of all: what is read of a projection behind it is of this epoch or a later one.
        epochs = self._checkpoints.epochs()
        checkpoints = {projection.name: self._checkpoints.read(projection.name) for projection in projections}
        events, all_of_it = self._gather(arrived, _least(checkpoints.values()), upto, left)
        fresh = [(projection, behind(events, checkpoints[projection.name])) for projection in projections]
        snapshot = self._look([event for projection, some in fresh if projection.of_heads for event in some])
        for projection, some in fresh:
            if some:
                counts = projection.take(some, snapshot)
                self._crash(f"projection.after_{projection.name}")
                # What is counted is counted from where it was read, or not at all.
                since = checkpoints[projection.name] if counts else None
                epoch = epochs.get(projection.name, 0)
                self._checkpoints.advance(projection.name, reached(some), counts, since=since, epoch=epoch)
        return all_of_it

    def _look(self, events: Sequence[EventMark]) -> Look:
        """Find the heads of events. Raises Transient while the index does not have them."""
        streams, databases = {event.stream for event in events}, {event.database for event in events}
        told = _told(events)
        wanted = Wanted(streams=list(streams - told.keys()), versions=list(told), databases=list(databases))
        snapshot = self._model.look(wanted)
        heads = {
            stream: told[stream]
            for stream, (version, updated_at) in snapshot.versions.items()
            if version == told[stream].version and updated_at == told[stream].updated_at
        }
        if newer := snapshot.versions.keys() - heads.keys():
            heads |= self._model.look(Wanted(streams=list(newer))).instances
        snapshot = replace(snapshot, instances={**snapshot.instances, **heads})
        for event in events:
            instance = snapshot.instances.get(event.stream)
            if instance is None or instance.version < event.version:
                # It is being rebuilt: what it does not have yet would be left out for good.
                raise Transient("index", f"it does not have version {event.version} of {event.stream} yet")
        return snapshot

    def _gather(
        self, arrived: Sequence[EventMark], done: Mapping[str, int], upto: Mapping[str, int], left: set[str]
    ) -> tuple[list[EventMark], bool]:
        """Make the batch whole; a shard whose chain is broken is left where it is, and taken in once it is released."""
        while True:
            try:
                with quarantining(self._quarantine):
                    return self._whole(arrived, done, upto)
            except (BrokenChain, NotIndexed) as missing:
                shard = missing.shard
                if shard not in {each.shard for each in self._quarantine.all()}:
                    # What was broken was repaired while it was read: nobody brings it again, so it is read again.
                    raise Transient("log", f"{shard} cannot be taken in yet: {missing}") from missing
            left.add(shard)
            self._whole.leave(shard)
            arrived = [event for event in arrived if event.position.shard != shard]
            upto = {name: sequence for name, sequence in upto.items() if name != shard}


def _told(events: Sequence[EventMark]) -> dict[UUID, Instance]:
    """List the instances that events tell all of: of those only the version has to be read, which says that there is
    nothing newer."""
    later, told = {event.stream for event in events if event.version > 1}, dict[UUID, Instance]()
    for event in events:
        # An event comes once for each projection.
        if event.stream not in told and event.stream not in later and (first := event.first) is not None:
            told[event.stream] = first
    return told


def _least(checkpoints: Collection[Mapping[str, int]]) -> dict[str, int]:
    """Tell per shard what every projection has taken in: a death between two leaves them at different places."""
    shards = {shard for done in checkpoints for shard in done}
    return {shard: min(done.get(shard, 0) for done in checkpoints) for shard in shards}
