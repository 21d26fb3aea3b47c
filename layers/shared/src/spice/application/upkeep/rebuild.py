"""Search, metrics and cache from the index and the segments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from spice.application.ground.ontologies import Ontologies
from spice.application.projecting.instances import CACHE, METRICS, SEARCH, documents
from spice.application.projecting.metrics import counts_of
from spice.application.upkeep.verify_log import VerifyLog
from spice.domain.shards import ONTOLOGY, Shard
from spice.messages.event_mark import EventMark, marks_in
from spice.ports.checkpoints import Checkpoints
from spice.ports.directory import Database, Directory
from spice.ports.errors import Transient
from spice.ports.event_log import EventLog
from spice.ports.search_index import SearchIndex
from spice.ports.search_marks import SearchMarks
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Wanted, WriteModel

Progress = Callable[[dict[str, object]], None]
PAGE = 2000


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a try at rebuilding search came to: databases that are ready, and where shards stood when it began."""

    searched: list[str] = []
    only: list[str] | None = None
    """The databases that are asked for; None: all."""
    searched_since: dict[str, int] | None = None


class RebuildProjections:
    """Rebuilds one projection; runs where the projection runs, so that nothing projects meanwhile."""

    def __init__(
        self,
        *,
        log: EventLog,
        model: WriteModel,
        directory: Directory,
        checkpoints: Checkpoints,
        search: SearchIndex,
        marks: SearchMarks,
        ontologies: Ontologies,
        catch_up: Callable[[str, Mapping[str, int]], Mapping[str, int]],
    ) -> None:
        self._log, self._model, self._directory = log, model, directory
        self._checkpoints, self._search, self._ontologies = checkpoints, search, ontologies
        self._marks = marks
        self._catch_up = catch_up

    def __call__(self, name: str, progress: Progress, detail: Mapping[str, object]) -> None:
        """Rebuild `search`, `metrics` or `cache`; `detail` is what the progress of a try that died said.

        Raises Transient when the index is rebuilt meanwhile.
        """
        if name == SEARCH:
            self._rebuild_search(progress, msgspec.convert(dict(detail), Tried))
        else:
            {METRICS: self._rebuild_metrics, CACHE: self._rebuild_cache}[name](progress)

    def take_in(self, names: Sequence[str]) -> None:
        """Have projections take in what the index has and they do not: of a shard that was quarantined, for one."""
        for name in names:
            self._close_up(name)

    def _rebuild_search(self, progress: Progress, tried: Tried) -> None:
        """Write beside the live index and switch: readers see the old one until then."""
        before, ready = self._checkpoints.read(SEARCH), tried.searched
        filling = self._filling()
        positions = self._positions(filling)
        since = positions if tried.searched_since is None else tried.searched_since
        progress({"searched_since": since})
        for database in (each for each in self._asked(tried) if str(each.uuid) not in ready):
            beside, indexed, last = self._search.begin_rebuild(database.uuid), 0, None
            while page := self._model.scan(database.uuid, after=last, limit=PAGE):
                instances = {stream: instance for stream, _, instance in page}
                # A deleted one is only remembered so that nothing older comes after it, which nothing does here.
                living = {stream: instance for stream, instance in instances.items() if not instance.deleted}
                beside.apply(database.uuid, documents(database, living, self._ontologies))
                indexed, last = indexed + len(page), page[-1][0]
                progress({"database": database.name, "documents": indexed})
            self._check(filling)
            self._search.finish_rebuild(database.uuid)
            self._marks.keep(database.uuid, self._search.marker(database.uuid))
            ready = [*ready, str(database.uuid)]
            progress({"searched": ready})
        self._check(filling)
        # From where it stood: a delete that was not projected has not asked anything of those who refer.
        self._checkpoints.reset(SEARCH, {shard: before.get(shard, since.get(shard, 0)) for shard in positions})
        self._close_up(SEARCH)

    def _rebuild_metrics(self, progress: Progress) -> None:
        """Count the log again and switch: figures and the position they are of change in one transaction."""
        upto = self._positions(self._filling())
        self._checkpoints.reset(METRICS, upto, counts_of(self._logged(upto, progress)))
        self._close_up(METRICS)

    def _logged(self, upto: Mapping[str, int], progress: Progress) -> Iterator[EventMark]:
        verify, heads = VerifyLog(self._log, self._model), self._model.heads()
        for shard, last in upto.items():
            for segment in verify.walk(heads.get(shard, ShardHead(shard=shard))):
                # One that came meanwhile is read, and counted by who projects it.
                if segment.header.sequence <= last:
                    yield from marks_in(segment)
            progress({"shard": shard})

    def _rebuild_cache(self, progress: Progress) -> None:
        """Values are kept by version, so an old one is never answered: only the position has to be right."""
        self._checkpoints.reset(CACHE, self._positions(self._filling()))
        progress({})

    def _close_up(self, projection: str) -> None:
        """Project what came meanwhile, from the log: the bus may have brought it before, and brings it once."""
        filling = self._filling()
        positions = self._positions(filling)
        taken_in = self._catch_up(projection, positions)
        self._check(filling)
        # Not of a shard that is broken: what it has would be left out for good once it is released.
        self._checkpoints.advance(projection, taken_in)

    def _filling(self) -> datetime | None:
        """Tell which filling of the index is read: one that has all the log has."""
        seen = self._model.snapshot("", Wanted())
        if not seen.complete:
            raise Transient("index", "it is being rebuilt: nothing is projected from a part of it")
        return seen.emptied_at

    def _check(self, filling: datetime | None) -> None:
        """See that all that was read is of one filling."""
        if self._filling() != filling:
            raise Transient("index", "it was rebuilt meanwhile: what was read is of two")

    def _positions(self, filling: datetime | None) -> dict[str, int]:
        heads = self._model.heads()
        self._check(filling)
        return {shard: head.sequence for shard, head in heads.items() if Shard.named(shard).family != ONTOLOGY}

    def _asked(self, tried: Tried) -> Iterator[Database]:
        return (each for each in self._databases() if tried.only is None or str(each.uuid) in tried.only)

    def _databases(self) -> Iterator[Database]:
        last: str | None = None
        while page := self._directory.databases(subject=None, after=last, limit=200):
            yield from page
            last = page[-1].name
