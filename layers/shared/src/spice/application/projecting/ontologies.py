"""ontology-events -> what follows from them: a deleted database leaves search, a commit's migrations are asked for, a
search index that has what was dropped and is back, values as the kind they are now, and whom instances name today."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from spice.application.ground.ontologies import Ontologies
from spice.application.projecting.changed_kinds import ChangedKinds
from spice.application.projecting.reference_changes import named_otherwise, names_more
from spice.application.projecting.revivals import Revivals
from spice.application.projecting.search import ProjectSearch
from spice.domain.identity import derived_id
from spice.messages.event import decode_event
from spice.messages.work import IndexReferences, Migrate, Rebuild, Work, migration_id
from spice.ports.bus import ConsumedRecord
from spice.ports.jobs import Jobs
from spice.ports.kick import Kick
from spice.ports.search_index import SearchIndex


class ProjectOntologies:
    """Ontologies themselves are read from their repository by commit, so nothing of them can be stale."""

    def __init__(
        self,
        search: SearchIndex,
        jobs: Jobs,
        kick: Kick,
        ontologies: Ontologies,
        revivals: Revivals,
        changed_kinds: ChangedKinds,
    ) -> None:
        self._search, self._jobs, self._kick = search, jobs, kick
        self._ontologies, self._revivals, self._changed_kinds = ontologies, revivals, changed_kinds

    def __call__(self, records: Sequence[ConsumedRecord]) -> None:
        """Project a batch; safe to repeat."""
        for record in records:
            event = decode_event(record.value)
            if event.type == "DatabaseDeleted" and event.body is not None:
                self._search.drop(UUID(event.body["uuid"]))
            elif event.type == "OntologyCommitted" and event.database is not None:
                self._follow(event.database, event.command_id, event.body or {})

    def _follow(self, database: UUID, command_id: UUID, body: Mapping[str, Any]) -> None:
        """Ask for a commit's migrations, for search made again where it has what it had not, or as another kind, and
        for whom instances name where that is no more what was written."""
        if body.get("migrations"):
            self._ask(migration_id(command_id), Migrate(database, body["commit"]), {})
        # The first commit changes nothing, and what a branch has is searched by nobody.
        if body["parent"] is None or "branch" in body:
            return
        revived = self._revivals.brought_by(database, command_id, body)
        before, after = (self._ontologies(database, body[each]) for each in ("parent", "commit"))
        if (revived and names_more(before, after)) or named_otherwise(before, after):
            self._ask(derived_id(command_id, "references"), IndexReferences(database), {})
        if revived or self._changed_kinds.made_by(database, body):
            detail = {"actor": "projection", "only": [str(database)]}
            self._ask(derived_id(command_id, "revival"), Rebuild(ProjectSearch.name), detail)

    def _ask(self, job_id: UUID, work: Work, detail: Mapping[str, object]) -> None:
        """Ask for work. A job has one id, so that a redelivery asks for nothing new."""
        if self._jobs.request(job_id, work, detail).finished_at is None:
            self._kick("maintenance")
