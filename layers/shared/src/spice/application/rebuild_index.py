"""The index from the segments alone, made beside the one that is read."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from spice.application.follow_chain import head_after, walk_generation
from spice.application.rebuild import Progress
from spice.application.verify_log import KnownLog
from spice.application.workers import Workers
from spice.domain.shards import ONTOLOGY, Shard
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain, Transient
from spice.ports.event_log import EventLog
from spice.ports.next_index import NextIndex
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.quarantine import Quarantine
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Wanted, WriteModel


class RebuildIndex:
    """Folds every segment into a next index, while the one that stands is read and written, and swaps the two.

    An index that stands is not given up for a log that lacks something: a broken chain ends the rebuild, and the index
    stays as it is. One that was lost is made of what holds of each shard, the rest of which is quarantined.

    Ontologies come first, since instances are checked against them. One that died goes on from the heads it had come
    to: no rebuild has to be done within one invocation.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        model: WriteModel,
        beside: NextIndex,
        workers: Callable[[WriteModel, OntologyRepository], Workers],
        quarantine: Quarantine,
    ) -> None:
        self._log, self._model, self._next = log, model, beside
        self._workers, self._quarantine = workers, quarantine

    def __call__(self, progress: Progress, *, go_on: bool = False) -> None:
        """Rebuild the index, or go on with it. Safe to repeat.

        Raises Transient, and BrokenChain with the first place at which the log is broken.
        """
        lost = self.left_undone()
        self._next.begin(go_on=go_on)
        filling = _Filling(self._log, self._next, self._workers, self._model, lost=lost)
        broken = filling(progress)
        if lost or not broken:
            broken = self._swap(filling, progress)
        else:
            self._next.drop()
        self._set_apart(broken)
        if broken:
            raise broken[0]

    def _swap(self, filling: "_Filling", progress: Progress) -> list[BrokenChain]:
        """Take in what came meanwhile while nobody writes, and swap; a log that broke meanwhile stops it."""
        found: list[BrokenChain] = []

        def last() -> None:
            found.extend(filling(progress))
            if found and not filling.lost:
                raise found[0]
            filling.check_whole()
            filling.publish_last(self._model.heads().values())

        with suppress(BrokenChain):
            self._next.swap(last)
        return found

    def _set_apart(self, broken: Iterable[BrokenChain]) -> None:
        """Quarantine what is broken, and nothing else: whatever holds goes on."""
        places = {each.shard: each for each in broken}
        for each in places.values():
            self._quarantine.put(each)
        for held in self._quarantine.all():
            if held.shard not in places:
                self._quarantine.lift(held.shard)

    def left_undone(self) -> bool:
        """Tell whether there is no index that has what the log has: it was given up, or it or its schema was lost."""
        if self._model.missing() or not self._model.snapshot("", Wanted()).complete:
            return True
        return not any(head.sequence for head in self._model.heads().values()) and any(self._log.shards())


class _Filling:
    """Fills a next index as far as the log goes; again, it goes on.

    `standing` is the index beside it; of one that was lost only what was published is known.
    """

    def __init__(
        self,
        log: EventLog,
        beside: NextIndex,
        workers: Callable[[WriteModel, OntologyRepository], Workers],
        standing: WriteModel,
        *,
        lost: bool,
    ) -> None:
        self._log, self._model, self._repository = log, beside.model(), beside.ontology()
        self._standing, self.lost = standing, lost
        self._ends: dict[str, ShardHead] = {}
        self._workers = workers(self._model, self._repository)
        self._total = 0

    def __call__(self, progress: Progress) -> list[BrokenChain]:
        """Fill, shard by shard, a family's generations one after another; answers where the log is broken."""
        broken: dict[str, BrokenChain] = {}
        # Looked at first: workers go on meanwhile, and the log has whatever is indexed.
        standing = dict(self._standing.heads())
        for generation, shard in self._places(standing):
            try:
                self._fill(generation, shard, broken)
            except BrokenChain as found:
                broken.setdefault(shard, found)
            progress({"shard": shard, "segments": self._total})
        for head in standing.values():
            try:
                KnownLog(self._standing, head).check_end(self._end(head.shard))
            except BrokenChain as found:
                broken.setdefault(head.shard, found)
        return list(broken.values())

    def check_whole(self) -> None:
        """See that all that was walked is in the next index: another rebuild may have begun it anew. Raises Transient.

        Nothing is put in place that lacks what this one thinks it has.
        """
        heads = self._model.heads()
        for shard, end in self._ends.items():
            if end.sequence and (shard not in heads or heads[shard].sequence < end.sequence):
                raise Transient("index", f"the next one does not have segment {shard}/{end.sequence}: it was begun anew")

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
            self._ends[shard] = head_after(segment)
            if not broken:
                worker.index(segment, published=0)
            elif self.lost:
                # What is made of a broken log is used; where an index stands, the rest is only looked at.
                self._check_ontologies(segment)
                worker.index(segment, published=0)

    def _check_ontologies(self, segment: Segment) -> None:
        """See that what a segment was decided with is before what is broken of the ontologies. Raises BrokenChain."""
        header = segment.header
        for named in header.databases:
            commit = named.ontology_commit
            if commit is not None and self._repository.read(named.uuid, commit) is None:
                reason = f"it needs ontology commit {commit[:12]}, which is behind a broken place"
                raise BrokenChain(header.generation, header.shard, header.sequence, reason)

    def _end(self, shard: str) -> ShardHead:
        """How far a shard was walked: by this process, or by one that died."""
        if shard not in self._ends:
            self._ends[shard] = self._model.heads([shard]).get(shard, ShardHead(shard=shard))
        return self._ends[shard]


def _ontologies_first(place: tuple[int, str]) -> tuple[bool, tuple[int, str]]:
    return Shard.named(place[1]).family != ONTOLOGY, place


def _promised(end: ShardHead) -> Iterator[tuple[int, str]]:
    """Name the shards of the generation that a closing segment begins."""
    if end.closes is not None:
        family = Shard.named(end.shard).family
        yield from ((end.closes.next_generation, Shard(family, number).name) for number in range(end.closes.partitions))
