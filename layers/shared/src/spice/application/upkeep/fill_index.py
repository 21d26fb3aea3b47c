"""The log, segment by segment, into a next index: as far as it goes, and where it is broken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from spice.application.ground.follow_chain import head_after, walk_generation
from spice.application.projecting.projection import Progress
from spice.application.upkeep.verify_log import KnownLog
from spice.application.work.workers import Workers
from spice.domain.shards import INSTANCE, ONTOLOGY, Shard
from spice.messages.event import Event
from spice.messages.segment import Segment
from spice.messages.work import IndexReferences, Migrate, migration_id
from spice.ports.errors import BrokenChain, Transient
from spice.ports.shard_rows import ShardHead

if TYPE_CHECKING:
    from spice.ports import Ports


class FillIndex:
    """Fills a next index as far as the log goes; again, it goes on.

    The index that stands is beside it; of one that was lost only what was published is known.
    """

    def __init__(self, ports: Ports, *, lost: bool) -> None:
        beside = replace(ports, model=ports.next_index.model(), ontology=ports.next_index.ontology())
        self._log, self._model, self._repository = beside.log, beside.model, beside.ontology
        self._standing, self._jobs, self.lost = ports.model, ports.jobs, lost
        self._workers = Workers(beside)
        self._ends: dict[str, ShardHead] = {}
        self._held: set[tuple[UUID, str]] = set()
        """Commits that are there."""
        self._total = 0
        self._taken = dict(self._model.heads())
        """How far one that died had come."""
        self._begun = any(Shard.named(each).family == INSTANCE for each in self._taken)
        """Whether instances are in it, by the ontologies of then."""
        self._moved: set[UUID] = set()
        """Databases whose ontology may have moved since."""

    def __call__(self, progress: Progress, *, behind: bool = False) -> list[BrokenChain]:
        """Fill, shard by shard, a family's generations in their order; answers where the log is broken. `behind`: only
        shards of which the index that stands has more."""
        broken: dict[str, BrokenChain] = {}
        # Looked at first: workers go on meanwhile, and the log has whatever is indexed.
        standing = dict(self._standing.heads())
        for generation, shard in self._places(standing):
            if behind and not self._lacked(shard, standing):
                continue
            if Shard.named(shard).family != ONTOLOGY:
                # An end that is lost is broken too, before anything is made that needs it.
                self._check_ends(
                    broken, *(each for each in standing.values() if Shard.named(each.shard).family == ONTOLOGY)
                )
            try:
                self._fill(generation, shard, broken)
            except BrokenChain as found:
                broken.setdefault(shard, found)
            progress({"shard": shard, "segments": self._total})
        self._check_ends(broken, *standing.values())
        return list(broken.values())

    def _check_ends(self, broken: dict[str, BrokenChain], *heads: ShardHead) -> None:
        for head in heads:
            try:
                KnownLog(self._standing, head).check_end(self._end(head.shard))
            except BrokenChain as found:
                broken.setdefault(head.shard, found)

    def behind(self) -> int:
        """Count the segments that the index that stands has and this one does not."""
        standing = self._standing.heads()
        return sum(self._lacked(shard, standing) for shard in standing)

    def _lacked(self, shard: str, standing: Mapping[str, ShardHead]) -> int:
        return max(0, standing[shard].sequence - self._end(shard).sequence) if shard in standing else 0

    def check_whole(self) -> None:
        """See that all that was walked is in the next index: another rebuild may have begun it anew. Raises Transient.

        Nothing is put in place that lacks what this one thinks it has.
        """
        heads = self._model.heads()
        for shard, end in self._ends.items():
            if end.sequence and (shard not in heads or heads[shard].sequence < end.sequence):
                raise Transient(
                    "index", f"the next one does not have segment {shard}/{end.sequence}: it was begun anew"
                )

    def _places(self, standing: Mapping[str, ShardHead]) -> Iterator[tuple[int, str]]:
        """Walk every place where segments may stand: what is listed, what is indexed, what closing segments promise."""
        places = set(self._log.shards())
        places |= {(number, name) for name, head in standing.items() for number in range(1, head.generation + 1)}
        done: set[tuple[int, str]] = set()
        while ahead := sorted(places - done, key=_ontologies_first):
            for place in ahead:
                yield place
                done.add(place)
            places |= {place for end in self._ends.values() for place in _promised(end)}

    def publish_last(self, heads: Iterable[ShardHead]) -> None:
        """A shard whose publish cursor is lost owes its last segment at most: workers publish before they append."""
        published = {head.shard: head.published for head in heads}
        for shard, head in self._model.heads().items():
            if published.get(shard, 0) == 0:
                self._model.published(shard, head.sequence - 1)

    def _fill(self, generation: int, shard: str, broken: Collection[str]) -> None:
        worker, head = self._workers(Shard.named(shard).family), self._end(shard)
        segments = walk_generation(self._log, generation, head)
        known = self._standing.heads([shard]).get(shard)
        if known is not None:
            segments = KnownLog(self._standing, known).checked(segments, after=head)
        for segment in segments:
            self._total += 1
            if self.lost:
                # What is made of a broken log is used; where an index stands, the rest is only looked at.
                self._check_ontologies(segment)
            if self.lost or not broken:
                if broken:
                    self._check_begun(segment)
                worker.index(segment, published=0)
                self._follow(segment)
            self._ends[shard] = head_after(segment)

    def ask_for_references(self) -> None:
        """Ask for whom instances name of databases whose ontology moved while they were taken in."""
        for database in self._moved:
            self._jobs.request(uuid4(), IndexReferences(database), {})
        self._moved.clear()

    def _follow(self, segment: Segment) -> None:
        """Ask for what follows from a segment's commits."""
        if Shard.named(segment.header.shard).family != ONTOLOGY:
            self._begun = True
            return
        taken = self._taken.get(segment.header.shard)
        late = self._begun and (taken is None or segment.header.sequence > taken.sequence)
        for event in segment.events():
            if event.type == "OntologyCommitted" and event.database is not None:
                self._ask_for_migrations(event.database, event)
                if late and "branch" not in (event.body or {}):
                    self._moved.add(event.database)

    def _ask_for_migrations(self, database: UUID, event: Event) -> None:
        """Ask for the migrations of a commit: jobs may be lost with the index. One that is there stays as it is; one
        that had come to its end says so in the log."""
        if (event.body or {}).get("migrations"):
            work = Migrate(database, str((event.body or {})["commit"]))
            self._jobs.request(migration_id(event.command_id), work, {})

    def _check_begun(self, segment: Segment) -> None:
        """See that a segment's generation has begun: not while a shard of the one before it is broken, and cannot be
        closed. Raises BrokenChain."""
        header = segment.header
        if self._model.generation(Shard.named(header.shard).family).number < header.generation:
            reason = f"generation {header.generation} has not begun: a shard of the one before it is broken"
            raise BrokenChain(header.generation, header.shard, header.sequence, reason)

    def _check_ontologies(self, segment: Segment) -> None:
        """See that what a segment was decided with is before what is broken of the ontologies. Raises BrokenChain."""
        header = segment.header
        for named in header.databases:
            commit = named.ontology_commit
            if commit is None or (named.uuid, commit) in self._held:
                continue
            if self._repository.read(named.uuid, commit) is None:
                reason = f"it needs ontology commit {commit[:12]}, which is behind a broken place"
                raise BrokenChain(header.generation, header.shard, header.sequence, reason)
            self._held.add((named.uuid, commit))

    def _end(self, shard: str) -> ShardHead:
        """How far a shard was walked: by this process, or by one that died.

        Ontologies are walked from their beginning: their commits are kept apart from the heads, and one of two
        rebuilds that were in each other's way may have kept them in what the other gave up.
        """
        if shard not in self._ends:
            heads = {} if Shard.named(shard).family == ONTOLOGY else self._model.heads([shard])
            self._ends[shard] = heads.get(shard, ShardHead(shard=shard))
        return self._ends[shard]


def _ontologies_first(place: tuple[int, str]) -> tuple[bool, tuple[int, str]]:
    return Shard.named(place[1]).family != ONTOLOGY, place


def _promised(end: ShardHead) -> Iterator[tuple[int, str]]:
    """Name the shards of the generation that a closing segment begins."""
    if end.closes is not None:
        family = Shard.named(end.shard).family
        yield from ((end.closes.next_generation, Shard(family, number).name) for number in range(end.closes.partitions))
