"""How far a commit's migrations are, and what could not be migrated."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import Struct, field

from spice.application.ground.schemas import Ontologies
from spice.application.ground.times import written
from spice.application.queries.documents import asked_migrations
from spice.application.queries.platform.jobs import JobState
from spice.domain.errors import refuse
from spice.messages.problem import ProblemRow
from spice.messages.shapes import Count, Time, Values
from spice.messages.work import migration_id
from spice.ports.directory import Database
from spice.ports.jobs import Jobs
from spice.ports.ontology_repository import OntologyRepository


class MigrationFailure(Struct, frozen=True):
    """An instance that could not be migrated: it is as it was."""

    class_: str = field(name="class")
    id: str
    command_id: UUID
    errors: Sequence[ProblemRow]


class MigrationProgress(Struct, frozen=True, kw_only=True):
    """A commit's migrations: of `total` instances of the classes concerned so many were looked at, migrated, or failed;
    the first hundred failures by name."""

    commit: str
    migrations: Sequence[Values]
    state: JobState
    total: Count = 0
    seen: Count = 0
    migrated: Count = 0
    failed: Count = 0
    failures: Sequence[MigrationFailure] = ()
    created_at: Time
    finished_at: Time | None = None


def find_migration(
    jobs: Jobs, repository: OntologyRepository, ontologies: Ontologies, database: Database, commit_id: str
) -> MigrationProgress:
    """Read how far a commit's migrations are; not_found for a commit without."""
    commit = next(iter(repository.headers(database.uuid, [commit_id])), None)
    if commit is None or not commit.migrations:
        raise refuse("not_found", "there is no commit of this id with migrations", value=commit_id)
    asked, job = asked_migrations(commit), jobs.find(migration_id(commit.command_id))
    if job is None:
        return MigrationProgress(commit=commit.id, migrations=asked, state="REQUESTED", created_at=written(commit.at))
    schema = ontologies.current(database)
    failures = msgspec.convert(job.detail.get("failures", ()), list[MigrationFailure])
    called = {each.class_ for each in failures}
    called_then = {each: ontologies.class_name(database.uuid, each, commit.at, schema) for each in called}
    told = [msgspec.structs.replace(each, class_=called_then[each.class_]) for each in failures]
    figures = {name: job.detail.get(name, 0) for name in ("total", "seen", "migrated", "failed")}
    state = {"state": job.state, "created_at": written(job.created_at)}
    done = None if job.finished_at is None else written(job.finished_at)
    row = {"commit": commit.id, "migrations": asked, "failures": told, "finished_at": done}
    return msgspec.convert({**figures, **state, **row}, MigrationProgress)
