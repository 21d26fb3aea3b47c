"""Events -> search documents, and what deletes ask of those who refer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from spice.application.projecting.references import FollowReferences
from spice.application.projecting.search_losses import SearchLosses
from spice.application.projecting.stored_values import StoredValues
from spice.domain.identity import derived_id
from spice.domain.instance.model import Instance
from spice.messages.event_mark import EventMark
from spice.messages.work import Rebuild, makes_again
from spice.ports.checkpoints import Count
from spice.ports.directory import Database
from spice.ports.jobs import Job
from spice.ports.search_index import Document
from spice.ports.write_model import Look

if TYPE_CHECKING:
    from spice.application.ground.ontologies import Ontologies
    from spice.application.projecting.projection import Progress, Standing
    from spice.ports import Ports

PAGE = 2000


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What tries at a rebuild of search came to: databases that are ready, and where shards stood at first."""

    searched: list[str] = []
    only: list[str] | None = None
    """The databases that are asked for; None: all."""
    searched_since: dict[str, int] | None = None
    taken_in: dict[str, int] | None = None
    """What was projected when it began: what comes meanwhile may go into an index that is given up."""


class ProjectSearch:
    """Documents are made of the current heads, which no replay can turn back."""

    name = "search"
    of_heads = True

    def __init__(self, ports: Ports, ontologies: Ontologies) -> None:
        self._index, self._marks, self._checkpoints = ports.search, ports.marks, ports.checkpoints
        self._model, self._directory, self._ontologies = ports.model, ports.directory, ontologies
        self._references = FollowReferences(ports.model, ports.commands, ontologies, ports.kick, ports.now)
        self._losses = SearchLosses(ports.search, ports.marks)
        self._stored = StoredValues(ports.ontology)
        self._jobs, self._kick = ports.jobs, ports.kick

    def take(self, events: Sequence[EventMark], snapshot: Look) -> Sequence[Count]:
        """Index the heads of events; those who refer to what was deleted are asked first."""
        self._references(events, snapshot)
        by_database: dict[UUID, dict[UUID, Instance]] = {}
        for event in events:
            if (instance := snapshot.instances.get(event.stream)) is not None:
                by_database.setdefault(event.database, {})[event.stream] = instance
        for uuid, instances in by_database.items():
            database = snapshot.databases.get(uuid)
            if database is not None and not database.deleted:
                self._take_in(uuid, _documents(database, instances, self._ontologies, self._stored))
        return ()

    def _take_in(self, database: UUID, changed: Sequence[Document]) -> None:
        # Beside what is lost nothing is begun anew, or it would look whole; a rebuild takes these in as well, also when
        # the loss was passing.
        if self._losses.among([database]):
            self._ask_again(database)
            return
        self._index.apply(database, changed)
        self._marks.keep(database, self._index.marker(database))
        if self._directory.found(database) is None:
            # Dropped by another a moment ago, perhaps before this made its index again.
            self._index.drop(database)

    def _ask_again(self, database: UUID) -> None:
        """Ask for a rebuild of what is lost, unless one is on its way that has not switched yet."""
        if not any(_covers(job, database) for job in self._jobs.unfinished()):
            detail = {"actor": "projection", "only": [str(database)]}
            # One for each loss, however many meet it at once: a rebuild notes another mark.
            self._jobs.request(derived_id(database, f"lost {self._marks.find(database)}"), Rebuild(self.name), detail)
        self._kick("maintenance")

    def rebuild(self, standing: Standing, progress: Progress, detail: Mapping[str, object]) -> None:
        """Write beside the live index and switch: readers see the old one until then."""
        tried = msgspec.convert(dict(detail), Tried)
        before = self._checkpoints.read(self.name) if tried.taken_in is None else tried.taken_in
        since = standing.positions if tried.searched_since is None else tried.searched_since
        progress({"searched_since": dict(since), "taken_in": dict(before)})
        ready = tried.searched
        for database in self._asked(tried):
            self._fill(database, progress)
            standing.check()
            self._index.finish_rebuild(database.uuid)
            self._marks.replace(database.uuid, self._index.marker(database.uuid))
            ready = [*ready, str(database.uuid)]
            progress({"searched": ready})
        standing.check()
        # From where it stood: a delete that was not projected has not asked anything of those who refer.
        begin = {shard: before.get(shard, since.get(shard, 0)) for shard in standing.positions}
        self._checkpoints.reset(self.name, begin)

    def _fill(self, database: Database, progress: Progress) -> None:
        beside, indexed, last = self._index.begin_rebuild(database.uuid), 0, None
        while page := self._model.scan(database.uuid, after=last, limit=PAGE):
            # A deleted one is only remembered so that nothing older comes after it, which nothing does here.
            living = {stream: instance for stream, _, instance in page if not instance.deleted}
            beside.apply(database.uuid, _documents(database, living, self._ontologies, self._stored))
            indexed, last = indexed + len(page), page[-1][0]
            progress({"database": database.name, "documents": indexed})

    def _asked(self, tried: Tried) -> Iterator[Database]:
        """Walk the databases that are asked for and not ready."""
        last: str | None = None
        while page := self._directory.databases(subject=None, after=last, limit=200):
            for each in page:
                if str(each.uuid) not in tried.searched and (tried.only is None or str(each.uuid) in tried.only):
                    yield each
            last = page[-1].name


def _covers(job: Job, database: UUID) -> bool:
    """Tell whether a job will make the search index of a database again, from where projections stand now."""
    if not makes_again(job.work, ProjectSearch.name) or job.detail.get(ProjectSearch.name) == "done":
        return False
    only = msgspec.convert(job.detail.get("only"), list[str] | None)
    return only is None or str(database) in only


def _documents(
    database: Database, instances: Mapping[UUID, Instance], ontologies: Ontologies, stored: StoredValues
) -> list[Document]:
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
                read=stored.read_otherwise(database, shape, instance) if shape else {},
            )
        )
    return made
