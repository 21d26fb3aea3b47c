"""What a restore would do to the log, shard by shard; nothing is changed by it."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from uuid import UUID

from spice.application.ground.follow_chain import walk_chain
from spice.application.projecting.projections import NAMES
from spice.application.upkeep.restoring.compare_logs import Chain, Joined, check_format, join, read_chain
from spice.application.upkeep.restoring.planned import RestorePlan, ShardPlan
from spice.application.upkeep.verify_log import KnownLog
from spice.domain.shards import FAMILIES, ONTOLOGY, Shard
from spice.messages.segment import Segment, read_segment
from spice.messages.segment_name import place_named, segment_key
from spice.ports.checkpoints import Checkpoints
from spice.ports.errors import BrokenChain, Permanent
from spice.ports.event_log import EventLog
from spice.ports.log_objects import LogObjects
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import WriteModel

Commit = tuple[UUID, str]
Look = Callable[[Segment], None]


class PlanRestore:
    """Compares the log with a copy of it, and with what its index knows."""

    def __init__(
        self, *, copy: EventLog, log: EventLog, objects: LogObjects, model: WriteModel, checkpoints: Checkpoints
    ) -> None:
        self._copy, self._log, self._objects = copy, log, objects
        self._model, self._checkpoints = model, checkpoints

    def __call__(self, say: Callable[[str], None] = lambda shard: None, *, indexed: bool = True) -> RestorePlan:
        """Read both logs whole. Raises Transient, and Permanent for a copy that is none of this log.

        `indexed`: what the index knows of the log says what is broken, too; not so once the log was mended.
        """
        theirs = {shard for _, shard in self._copy.shards()}
        if not theirs:
            raise Permanent("copy", "there is no log: no object is named log/gen=…/shard=…/….seg")
        lost = self._model.missing()
        known = {} if lost else dict(self._model.heads())
        given = self._given(known, lost=lost)
        names, foreign = self._named()
        shards, kin, commits = dict[str, ShardPlan](), dict[str, bool](), dict[str, list[Commit]]()
        for shard in sorted({*theirs, *known, *names}, key=_ontologies_first):
            say(shard)
            look = self._looker(shards, commits)
            head = known.get(shard, ShardHead(shard=shard))
            walk_ours = partial(self._ours, look, head, indexed=indexed)
            walk_copy = partial(self._theirs, look, head)
            ours, copy = walk_ours(ShardHead(shard=shard)), walk_copy(ShardHead(shard=shard))
            check_format(copy)
            kin |= self._kin(shard, ours, copy, lost=lost)
            joined = join(ours, copy, walk_ours, walk_copy)
            shards[shard] = self._plan(joined, ours.broken, copy.broken, names[shard], given[shard])
        if kin and not any(kin.values()):
            raise Permanent("copy", "it is the log of another platform: no shard begins with the same segment")
        return RestorePlan(shards=shards, foreign=foreign)

    def _ours(self, look: Look, known: ShardHead, behind: ShardHead, *, indexed: bool) -> Chain:
        segments: Iterable[Segment] = walk_chain(self._log, behind, upto=known.generation)
        if indexed:
            segments = KnownLog(self._model, known).checked(segments, after=behind)
        return read_chain(segments, look)

    def _theirs(self, look: Look, known: ShardHead, behind: ShardHead) -> Chain:
        return read_chain(walk_chain(self._copy, behind, upto=known.generation), look)

    def _looker(self, done: Mapping[str, ShardPlan], commits: dict[str, list[Commit]]) -> Look:
        """See that what a segment was decided with is there; ontologies are planned first."""
        ontologies = [plan.joined.heads for name, plan in done.items() if Shard.named(name).family == ONTOLOGY]
        held = {commit for heads in ontologies for head in heads for commit in commits.get(head.sha256, ())}

        def look(segment: Segment) -> None:
            header = segment.header
            if Shard.named(header.shard).family == ONTOLOGY:
                if made := list(_commits_of(segment)):
                    commits[segment.sha256] = made
                return
            for each in header.databases:
                if each.ontology_commit is not None and (each.uuid, each.ontology_commit) not in held:
                    reason = f"it needs ontology commit {each.ontology_commit[:12]}, which is lost"
                    raise BrokenChain(header.generation, header.shard, header.sequence, reason)

        return look

    def _plan(
        self,
        joined: Joined,
        broken: BrokenChain | None,
        copy_broken: BrokenChain | None,
        names: Sequence[str],
        given: int,
    ) -> ShardPlan:
        stay = {segment_key(each.generation, each.shard, each.sequence): each.sha256 for each in joined.heads}
        kept = {segment_key(each.generation, each.shard, each.sequence) for each in joined.kept}
        apart = [name for name in names if name not in kept and not self._is(name, stay.get(name))]
        moved = [place[2] for name in apart if self.stands(name) and (place := place_named(name)) is not None]
        end = max((each.sequence for each in joined.heads), default=0)
        return ShardPlan(
            joined=joined, broken=broken, copy_broken=copy_broken, apart=apart, given=max(given, end, *moved, 0)
        )

    def _is(self, name: str, sha256: str | None) -> bool:
        """Tell whether an object is the very one that belongs there: behind a gap, it needs no mending itself."""
        body = self._objects.read(name) if sha256 is not None else None
        return body is not None and hashlib.sha256(body).hexdigest() == sha256

    def stands(self, name: str) -> bool:
        """Tell whether an object is a segment of the place that it is named after."""
        body = self._objects.read(name)
        try:
            header = None if body is None else read_segment(body).header
        except ValueError:
            return False
        return header is not None and place_named(name) == (header.generation, header.shard, header.sequence)

    def _given(self, known: Mapping[str, ShardHead], *, lost: bool) -> defaultdict[str, int]:
        """What was given to others, as far as anybody knows: indexed, published, projected, or moved by a restore."""
        given: defaultdict[str, int] = defaultdict(int)
        told = [] if lost else [self._checkpoints.read(name) for name in NAMES]
        told += [{name: max(head.sequence, head.published) for name, head in known.items()}]
        for name in self._objects.apart():
            place = place_named(name.partition("/")[2])
            told += [{place[1]: place[2]}] if place is not None else []
        for positions in told:
            for shard, sequence in positions.items():
                given[shard] = max(given[shard], sequence)
        return given

    def _named(self) -> tuple[defaultdict[str, list[str]], list[str]]:
        names: defaultdict[str, list[str]] = defaultdict(list)
        foreign = []
        for name in self._objects.names():
            place = place_named(name)
            foreign.append(name) if place is None else names[place[1]].append(name)
        return names, foreign

    def _kin(self, shard: str, ours: Chain, copy: Chain, *, lost: bool) -> dict[str, bool]:
        """Tell whether a shard that is known here begins alike in the copy; nothing of one that nobody knows."""
        firsts = {head.sha256 for head in ours.heads[:1]}
        firsts |= set() if lost else {link.sha256 for link in self._model.links(shard, after=0, limit=1)}
        return {shard: any(head.sha256 in firsts for head in copy.heads[:1])} if firsts else {}


def _commits_of(segment: Segment) -> Iterator[Commit]:
    for event in segment.events():
        if event.type == "OntologyCommitted" and event.database is not None:
            yield event.database, str((event.body or {})["commit"])


def _ontologies_first(shard: str) -> tuple[int, str]:
    return FAMILIES.index(Shard.named(shard).family), shard
