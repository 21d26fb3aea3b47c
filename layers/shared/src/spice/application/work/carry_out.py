"""Commands of one shard -> one segment -> index -> bus. The same protocol for instances and ontologies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from typing import TYPE_CHECKING

from spice.application.deciding.decide_batch import decide_batch
from spice.application.deciding.deciders import decider_of
from spice.application.deciding.decisions import Incoming, again, receive
from spice.application.deciding.unprepared import Unprepared
from spice.application.ground.follow_chain import read_next
from spice.application.ground.guard_chain import GuardHead, check_ours
from spice.application.ground.ontologies import Ontologies
from spice.application.ground.set_apart import quarantining
from spice.application.work.append_segment import append_segment
from spice.application.work.batches import decides, fresh
from spice.application.work.compose_segment import compose_segment
from spice.application.work.index_segment import index_segment
from spice.application.work.is_next import IsNext, needed_for
from spice.application.work.keep_commits import keep_commits
from spice.application.work.prepare_shards import PrepareShards
from spice.application.work.publish_segment import Publisher
from spice.application.work.shard_generations import following, open_head, sorted_out
from spice.domain.administration import Release
from spice.domain.shards import ONTOLOGY, Shard
from spice.messages.segment import Segment, Source, TooLarge
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import BrokenChain, PortError, Transient, Unknown
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Snapshot, Wanted

if TYPE_CHECKING:
    from spice.ports import Ports

ALONE_FROM = 3
"""From this attempt at a batch on, its records are taken one at a time."""


class CarryOut:
    """The worker of a family of shards."""

    def __init__(self, family: str, ports: Ports, publisher: Publisher, ontologies: Ontologies) -> None:
        self._family, self._publisher, self._ontologies = family, publisher, ontologies
        self._log, self._model, self._outbox = ports.log, ports.model, ports.outbox
        self._repository, self._quarantine, self._attempts = ports.ontology, ports.quarantine, ports.attempts
        self._now, self._crash = ports.now, ports.crash
        self._prepare_shards = PrepareShards(ports) if family == ONTOLOGY else None
        prepared = None if self._prepare_shards is None else self._prepare_shards.prepared
        self._decider = decider_of(
            family, ports.model, ports.ontology, ports.pulls, ports.webhooks, ontologies, ports.packs, prepared
        )
        self._guard, self._is_next = GuardHead(ports.log), IsNext(ports.log, ports.generations)

    def __call__(self, topic: str, partition: int, records: Sequence[ConsumedRecord]) -> None:
        """Carry out a batch of a partition, whole or not at all. Safe to repeat.

        Raises Transient, and BrokenChain when the shard is quarantined: its commands wait where they are.
        """
        with quarantining(self._quarantine), self._counted(topic, partition, records[0].offset) as attempt:
            if attempt < ALONE_FROM:
                self._carry(partition, records, deaths=0)
                return
            for record in records:
                # Counted apart from batches: an offset may be both a batch's first and a record's own.
                with self._counted(topic, partition, -1 - record.offset) as own:
                    self._carry(partition, [record], deaths=own - 1)

    @contextmanager
    def _counted(self, topic: str, partition: int, offset: int) -> Iterator[int]:
        """Count an attempt before any work; what the world held up is no fault of a record."""
        attempt = self._attempts.attempt(topic, partition, offset)
        try:
            yield attempt
        except (Transient, Unknown, BrokenChain):
            with suppress(PortError):
                self._attempts.settled(topic, partition, offset)
            raise
        self._attempts.settled(topic, partition, offset)

    def _carry(self, partition: int, records: Sequence[ConsumedRecord], *, deaths: int) -> None:
        shard = Shard(self._family, partition)
        incoming = [receive(record, f"{record.topic}/{record.partition}/{record.offset}") for record in records]
        source = Source(topic=records[0].topic, partition=partition, first=records[0].offset, last=records[-1].offset)
        while incoming:
            snapshot = self._look(shard.name, incoming)
            if not snapshot.complete:
                raise Transient("index", "it is being rebuilt: nothing is decided from a part of it")
            if snapshot.quarantined is not None:
                raise snapshot.quarantined.broken()
            self._guard(snapshot.head)
            self._publisher.publish_owed(snapshot.head)
            incoming = self._ours(shard, fresh(incoming, snapshot), snapshot)
            if not incoming or self._commit(snapshot, incoming, source, deaths=deaths):
                return

    def _ours(self, shard: Shard, incoming: Sequence[Incoming], snapshot: Snapshot) -> list[Incoming]:
        """Give back to the outbox what the current map sends elsewhere, so that it is neither decided here nor lost."""
        ours, others = sorted_out(shard, incoming, snapshot)
        if others:
            self._outbox.put_back(shard.commands, shard.partition, [item.record for item in others])
            self._crash("worker.after_put_back")
        return ours

    def _look(self, shard: str, incoming: Sequence[Incoming]) -> Snapshot:
        """Read one snapshot; where a release runs what was parked, one that holds what those commands need as well."""
        released = {item.key for item in incoming if isinstance(item.payload, Release)}
        known: list[Incoming] = []
        while True:
            snapshot = self._model.snapshot(shard, self._decider.wanted([*incoming, *known]))
            parked = [again(letter) for key in released for letter in snapshot.parked.get(key, ())]
            if {item.letter for item in parked} <= {item.letter for item in known}:
                return snapshot
            known = parked

    def _commit(self, snapshot: Snapshot, incoming: Sequence[Incoming], source: Source, *, deaths: int) -> bool:
        """Decide, append, index, publish; False when another segment took the place (it is indexed then)."""
        head = open_head(snapshot)
        try:
            ours = self._decided(head, snapshot, incoming, source, deaths=deaths)
        except Unprepared as asked:
            return self._prepare(asked, snapshot, incoming, source, deaths=deaths)
        except TooLarge:
            if len(incoming) == 1:
                raise
            # All that is left is decided anew, by a look behind the first half.
            self._commit(snapshot, incoming[: len(incoming) // 2], source, deaths=deaths)
            return False
        self._crash("worker.before_put")
        standing = append_segment(self._log, head, ours)
        self._crash("worker.after_put")
        if standing is not ours:
            self.index(standing, published=snapshot.head.published)
            return False
        keep_commits(self._repository, ours)
        change = index_segment(ours, snapshot.instances, self._ontologies, published=snapshot.head.published)
        if not self._model.apply(change):
            check_ours(self._model, ours)
        self._guard.moved(ours.header.shard, ours.sha256)
        self._crash("worker.after_index")
        self._publisher.publish(ours, [(event, value) for _, event, value in change.events])
        return True

    def _decided(
        self, head: ShardHead, snapshot: Snapshot, incoming: Sequence[Incoming], source: Source, *, deaths: int
    ) -> Segment:
        """Decide a batch and write its segment. Raises Unprepared, TooLarge."""
        session = self._decider.begin(snapshot, self._now())
        batch = decide_batch(session, snapshot.parked, incoming, deaths=deaths)
        return compose_segment(head, batch, session.commits(), now=self._now(), source=source)

    def _prepare(
        self, asked: Unprepared, snapshot: Snapshot, incoming: Sequence[Incoming], source: Source, *, deaths: int
    ) -> bool:
        """Have a change prepared that is first of what is left; else what is before it is carried out first. Answers
        False: all that is left is decided anew, by a look behind that."""
        if before := list(takewhile(lambda item: not decides(item, asked, snapshot), incoming)):
            self._commit(snapshot, before, source, deaths=deaths)
        elif self._prepare_shards is not None:
            self._prepare_shards(asked)
        return False

    def index(self, segment: Segment, *, published: int) -> bool:
        """Index a segment of the log; False when it is not the next one. Raises BrokenChain when it cannot be that."""
        # The instances and the head of one moment: a rebuild may turn the index back in between.
        before = self._model.snapshot(segment.header.shard, needed_for(segment))
        is_next = self._is_next(segment, before)
        keep_commits(self._repository, segment)
        if not is_next:
            return False
        today = self._repository.head
        change = index_segment(segment, before.instances, self._ontologies, published=published, today=today)
        return self._model.apply(change)

    def catch_up(self, shard: str) -> int:
        """Index every segment of a shard that stands in the log behind its head, and publish what is owed.

        A shard that is quarantined, or is from now on, is left alone.
        """
        with suppress(BrokenChain), quarantining(self._quarantine):
            return self._catch_up(shard)
        return 0

    def _catch_up(self, shard: str) -> int:
        indexed, last = 0, -1
        while (snapshot := self._model.snapshot(shard, Wanted())).head.sequence > last:
            if snapshot.quarantined is not None:
                return indexed
            if last < 0 and snapshot.complete:
                self._guard.check(snapshot.head)
            head = following(snapshot.head, snapshot.generation)
            if (body := self._log.read(head.generation, shard, head.sequence + 1)) is None:
                break
            last, indexed = head.sequence, indexed + 1
            self.index(read_next(head, head.generation, head.sequence + 1, body), published=head.published)
        if (standing := self._model.heads([shard]).get(shard)) is not None:
            self._publisher.publish_owed(standing)
        return indexed
