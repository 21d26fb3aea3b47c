"""The index in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from spice.adapters.memory.apply_segment import apply_segment
from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.snapshot import read_look, read_referrers, read_snapshot
from spice.adapters.memory.state import MemoryState
from spice.domain.instance.model import Instance
from spice.ports.errors import Transient
from spice.ports.generations import Generation
from spice.ports.instance_scan import Referrer
from spice.ports.segment_change import SegmentChange
from spice.ports.shard_rows import Link, ShardHead
from spice.ports.write_model import Look, Naming, Snapshot, Wanted

NO_LINK = "0" * 64


class MemoryWriteModel:
    """The WriteModel twin: same guards, same refusals, every method under the state's lock."""

    def __init__(self, state: MemoryState, ontology: MemoryOntologyRepository) -> None:
        self._state, self._ontology = state, ontology

    def look(self, wanted: Wanted) -> Look:
        """Read everything wanted that is of no shard."""
        with self._state.lock:
            return read_look(self._state, wanted)

    def snapshot(self, shard: str, wanted: Wanted) -> Snapshot:
        """Read everything wanted at one moment."""
        with self._state.lock:
            return read_snapshot(self._state, shard, wanted)

    def apply(self, change: SegmentChange) -> bool:
        """Index a segment; False when the shard's head is not the one before it."""
        with self._state.lock:
            if self._state.held_off:
                raise Transient("memory", "the index is being swapped")
            return apply_segment(self._state, change)

    def heads(self, shards: Sequence[str] | None = None) -> Mapping[str, ShardHead]:
        """Read shard heads."""
        with self._state.lock:
            return {name: head for name, head in self._state.shards.items() if shards is None or name in shards}

    def links(self, shard: str, *, after: int, limit: int) -> Sequence[Link]:
        """Read the segments of a shard that were indexed."""
        with self._state.lock:
            links = [link for place, (_, link) in self._state.segments.items() if place[0] == shard]
        return sorted((each for each in links if each.sequence > after), key=lambda each: each.sequence)[:limit]

    def generation(self, family: str) -> Generation:
        """Read a family's newest generation."""
        return self._state.generations.get(family, Generation())

    def published(self, shard: str, sequence: int) -> None:
        """Move a shard's publish cursor; it only grows."""
        with self._state.lock:
            if (head := self._state.shards.get(shard)) is not None:
                self._state.shards[shard] = replace(head, published=max(head.published, sequence))

    def unpublish(self, upto: Mapping[str, int]) -> None:
        """Turn publish cursors back."""
        with self._state.lock:
            for shard in upto.keys() & self._state.shards.keys():
                head = self._state.shards[shard]
                self._state.shards[shard] = replace(head, published=min(head.published, upto[shard]))

    def instances_at(self, streams: Sequence[UUID]) -> Mapping[UUID, tuple[UUID, str, Instance]]:
        """Read current instances by stream."""
        with self._state.lock:
            keys = {stream: self._state.streams[stream] for stream in streams if stream in self._state.streams}
            return {stream: (key[0], key[1], self._state.instances[key]) for stream, key in keys.items()}

    def referrers(self, targets: Sequence[UUID]) -> Iterator[Referrer]:
        """Walk all live instances that name one of the targets."""
        with self._state.lock:
            found = read_referrers(self._state, targets)
        yield from found

    def scan(
        self, database: UUID, *, after: UUID | None, limit: int, classes: Sequence[str] | None = None
    ) -> Sequence[tuple[UUID, str, Instance]]:
        """Walk a database's instances, of some classes or all, by stream."""
        with self._state.lock:
            streams = sorted(
                stream
                for stream, key in self._state.streams.items()
                if key[0] == database
                and (after is None or stream > after)
                and (classes is None or self._state.instances[key].class_id in classes)
            )
            keys = [(stream, self._state.streams[stream]) for stream in streams[:limit]]
            return [(stream, key[1], self._state.instances[key]) for stream, key in keys]

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        with self._state.lock:
            return sum(
                key[0] == database and each.class_id in class_ids and not each.deleted
                for key, each in self._state.instances.items()
            )

    def refer(self, namings: Sequence[Naming]) -> int:
        """Write whom instances name, of those that are at their version still."""
        state, written = self._state, 0
        with state.lock:
            for each in namings:
                held, named = state.streams.get(each.stream), frozenset(each.references)
                at_it = held is not None and state.instances[held].version == each.version
                if at_it and state.references[each.stream] != named:
                    state.references[each.stream] = named
                    written += 1
        return written

    def missing(self) -> bool:
        """Tables in memory are never dropped."""
        return False

    def forget(self) -> None:
        """Give the index up; publish cursors, how far projections are, what waits and what is PENDING stay."""
        state = self._state
        with state.lock:
            for table in (
                *(state.segments, state.recorded, state.refused, state.streams, state.instances, state.events),
                *(state.references, state.positions_of, state.packed, state.parked, state.databases, state.mains),
                *(state.grants, state.revoked, state.generations, state.tightenings, state.pulls, state.remarks),
                *(state.webhooks, state.webhook_begins, state.erasures),
            ):
                table.clear()
            state.commands = {each.id: each for each in state.commands.values() if each.state == "PENDING"}
            state.shards = {
                name: replace(head, generation=1, sequence=0, sha256=NO_LINK, closes=None)
                for name, head in state.shards.items()
            }
            self._ontology.forget()
            last = state.emptied_at or datetime.min.replace(tzinfo=UTC)
            state.emptied_at = max(datetime.now(UTC), last + timedelta(microseconds=1))
            state.rebuilding.append(state.emptied_at)
