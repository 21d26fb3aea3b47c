"""instance-events -> search, cache, metrics, and what deletes ask of those who refer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from spice.application.ground.instance_cache import KEPT_SECONDS, instance_key, instance_tag
from spice.application.ground.ontologies import Ontologies
from spice.application.projecting.metrics import counts_of
from spice.application.projecting.reached import behind, reached
from spice.application.projecting.references import FollowReferences
from spice.application.projecting.search_losses import SearchLosses
from spice.application.projecting.whole_segments import NotIndexed, WholeSegments
from spice.domain.instance.model import Instance
from spice.messages.event_mark import EventMark, decode_event_mark
from spice.messages.packed import encode_instance
from spice.ports.bus import ConsumedRecord
from spice.ports.cache import Cache
from spice.ports.checkpoints import Checkpoints
from spice.ports.crash import Crash
from spice.ports.directory import Database
from spice.ports.errors import BrokenChain, Transient
from spice.ports.event_log import EventLog
from spice.ports.quarantine import Quarantine
from spice.ports.search_index import Document, SearchIndex
from spice.ports.search_marks import SearchMarks
from spice.ports.write_model import Snapshot, Wanted, WriteModel

SEARCH, CACHE, METRICS = "search", "cache", "metrics"


class ProjectInstances:
    """Takes events in by position; documents are made of the current heads, which no replay can turn back."""

    def __init__(
        self,
        *,
        model: WriteModel,
        checkpoints: Checkpoints,
        log: EventLog,
        search: SearchIndex,
        marks: SearchMarks,
        cache: Cache,
        ontologies: Ontologies,
        references: FollowReferences,
        quarantine: Quarantine,
        crash: Crash,
    ) -> None:
        self._model, self._checkpoints, self._whole = model, checkpoints, WholeSegments(checkpoints, log)
        self._search, self._cache, self._ontologies = search, cache, ontologies
        self._marks, self._losses = marks, SearchLosses(search, marks)
        self._references, self._quarantine, self._crash = references, quarantine, crash

    def __call__(self, records: Sequence[ConsumedRecord]) -> None:
        """Project a batch of any shards; safe to repeat. Raises Transient."""
        seen = [decode_event_mark(record.value) for record in records]
        while not self._project(seen, {}, (SEARCH, CACHE, METRICS), set()):
            pass

    def catch_up(self, projection: str, upto: Mapping[str, int]) -> Mapping[str, int]:
        """Have one projection take in what the log has up to a sequence per shard, whether or not the bus brings it.

        Answers what it has now: a shard whose chain is broken is not among it.
        """
        left = set[str]()
        while not self._project([], upto, (projection,), left):
            pass
        return {shard: sequence for shard, sequence in upto.items() if shard not in left}

    def _project(
        self, arrived: Sequence[EventMark], upto: Mapping[str, int], names: Sequence[str], left: set[str]
    ) -> bool:
        """Project some; tell whether that was all."""
        checkpoints = {name: self._checkpoints.read(name) for name in names}
        seen, all_of_it = self._gather(arrived, _least(checkpoints.values()), upto, left)
        fresh = {name: behind(seen, checkpoints[name]) if name in names else [] for name in (SEARCH, CACHE, METRICS)}
        snapshot = self._model.snapshot("", _wanted(fresh[SEARCH] + fresh[CACHE]))
        _check_not_ahead(fresh[SEARCH] + fresh[CACHE], snapshot)
        if fresh[SEARCH]:
            self._references(fresh[SEARCH], snapshot)
            self.search(fresh[SEARCH], snapshot)
            self._crash("projection.after_search")
            self._checkpoints.advance(SEARCH, reached(fresh[SEARCH]))
        if fresh[CACHE]:
            self._refresh(fresh[CACHE], snapshot)
            self._checkpoints.advance(CACHE, reached(fresh[CACHE]))
        if fresh[METRICS]:
            self._crash("projection.before_metrics")
            counts = counts_of(fresh[METRICS])
            self._checkpoints.advance(METRICS, reached(fresh[METRICS]), counts, since=checkpoints[METRICS])
        return all_of_it

    def _gather(
        self, arrived: Sequence[EventMark], done: Mapping[str, int], upto: Mapping[str, int], left: set[str]
    ) -> tuple[list[EventMark], bool]:
        """Make the batch whole; a shard whose chain is broken is left where it is, and taken in once it is released."""
        while True:
            try:
                return self._whole(arrived, done, upto)
            except BrokenChain as broken:
                self._quarantine.put(broken)
                shard = broken.shard
            except NotIndexed as missing:
                shard = missing.shard
                if shard not in {each.shard for each in self._quarantine.all()}:
                    raise
            left.add(shard)
            self._whole.leave(shard)
            arrived = [event for event in arrived if event.position.shard != shard]
            upto = {name: sequence for name, sequence in upto.items() if name != shard}

    def search(self, seen: Sequence[EventMark], snapshot: Snapshot) -> None:
        """Index the current heads of what was seen."""
        by_database: dict[UUID, dict[UUID, Instance]] = {}
        for event in seen:
            if (instance := snapshot.instances.get(event.stream)) is not None:
                by_database.setdefault(event.database, {})[event.stream] = instance
        for uuid, instances in by_database.items():
            database = snapshot.databases.get(uuid)
            if database is not None and not database.deleted:
                self._take_in(uuid, documents(database, instances, self._ontologies))

    def _take_in(self, database: UUID, changed: Sequence[Document]) -> None:
        # Beside what is lost nothing is begun anew, or it would look whole; the rebuild takes these in as well.
        if not self._losses.among([database]):
            self._search.apply(database, changed)
            self._marks.keep(database, self._search.marker(database))

    def _refresh(self, seen: Sequence[EventMark], snapshot: Snapshot) -> None:
        heads = {}
        for event in seen:
            instance = snapshot.instances.get(event.stream)
            if instance is not None:
                heads[instance_key(event.database, instance.class_id, instance.id)] = instance
        self._cache.refresh(_Bodies(heads), ttl_seconds=KEPT_SECONDS)


class _Bodies(Mapping[str, tuple[str, int, bytes]]):
    """Cache values of heads, encoded when they are asked for: few of a batch are held by the cache."""

    def __init__(self, heads: Mapping[str, Instance]) -> None:
        self._heads = heads

    def __getitem__(self, key: str) -> tuple[str, int, bytes]:
        instance = self._heads[key]
        return instance_tag(instance.version, instance.updated_at), instance.version, encode_instance(instance)

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)


def documents(database: Database, instances: Mapping[UUID, Instance], ontologies: Ontologies) -> list[Document]:
    """Make search documents of heads, with today's fields."""
    ontology = ontologies(database.uuid, database.head) if database.head else None
    made = []
    for stream, instance in instances.items():
        shape = ontology.by_id.get(instance.class_id) if ontology else None
        made.append(
            Document(
                database=database.uuid,
                stream=stream,
                class_id=instance.class_id,
                id=instance.id,
                version=instance.version,
                data=instance.data,
                fields=shape.fields() if shape else {},
                created_at=instance.created_at,
                updated_at=instance.updated_at,
                updated_by=instance.updated_by,
                deleted=instance.deleted,
            )
        )
    return made


def _least(checkpoints: Collection[Mapping[str, int]]) -> dict[str, int]:
    """Tell per shard what every projection has taken in: a death between two leaves them at different places."""
    shards = {shard for done in checkpoints for shard in done}
    return {shard: min(done.get(shard, 0) for done in checkpoints) for shard in shards}


def _check_not_ahead(seen: Sequence[EventMark], snapshot: Snapshot) -> None:
    """Wait for an index that is being rebuilt: what it does not have yet would be left out for good."""
    for event in seen:
        instance = snapshot.instances.get(event.stream)
        if instance is None or instance.version < event.version:
            raise Transient("index", f"it does not have version {event.version} of {event.stream} yet")


def _wanted(seen: Sequence[EventMark]) -> Wanted:
    return Wanted(
        streams=list({event.stream for event in seen}),
        databases=list({event.database for event in seen}),
    )
