"""Ontologies as queries need them: by database and commit, compiled, kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from cachetools import LRUCache

from spice.application.ground.times import moment_in
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.ontology.branches import MAIN, no_branch
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.spelling import spelled
from spice.domain.wording import quoted
from spice.messages.codec import decode, encode
from spice.ports.cache import Cache
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository

KEPT_SECONDS = 6 * 3600
_KEPT_HERE = 64
_LOOKED_BACK = 50
"""Commits before the one of a time: a class may have been dropped while who names it was on the way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """One commit's class documents by stable id, and the same compiled. Values are read as its database's."""

    commit: str | None
    home: Home = NOWHERE
    documents: Mapping[str, Mapping[str, Any]]
    ontology: Ontology

    def named(self, name: str, *, path: str = "") -> CompiledClass:
        """Find a class by its name in any normal form, or refuse it as unknown_class."""
        return self.ontology.named(name, path=path)

    def in_path(self, name: str) -> CompiledClass:
        """Find the class a path names, or refuse it as not_found."""
        if (shape := self.ontology.by_name.get(spelled(name))) is None:
            raise refuse(
                "not_found",
                f"there is no class {quoted(name)}",
                value=name,
                hint=did_you_mean(name, self.ontology.by_name),
            )
        return shape

    def class_name(self, class_id: str) -> str:
        """Tell a class's name; one that is gone is called by its id."""
        shape = self.ontology.by_id.get(class_id)
        return class_id if shape is None else shape.name


class Ontologies:
    """Reads schemas: what was compiled here, what the shared cache holds, the repository."""

    def __init__(self, repository: OntologyRepository, cache: Cache) -> None:
        self._repository = repository
        self._cache = cache
        self._kept: LRUCache[tuple[UUID, str | None, Home], Schema] = LRUCache(_KEPT_HERE)
        self._lock = Lock()

    def current(self, database: Database) -> Schema:
        """Read the head of `main` as the directory told it for this request."""
        return self.at_commit(database.uuid, database.head, database.home)

    def on_branch(self, database: Database, branch: str) -> Schema:
        """Read the head of a branch, or refuse it as not_found."""
        return self.at_commit(database.uuid, self.head(database, branch), database.home)

    def head(self, database: Database, branch: str) -> str | None:
        """Tell where a branch stands, or refuse it as not_found; nothing is compiled."""
        if branch == MAIN:
            return database.head
        heads = {each.name: each.head for each in self._repository.branches(database.uuid)}
        if branch not in heads:
            raise no_branch(branch, heads)
        return heads[branch]

    def at_commit(self, database: UUID, commit: str | None, home: Home = NOWHERE) -> Schema:
        """Read the schema of a commit, for a database that is at home somewhere."""
        with self._lock:
            kept = self._kept.get((database, commit, home))
        if kept is None:
            documents = {} if commit is None else self._documents(database, commit)
            kept = Schema(
                commit=commit,
                home=home,
                documents=documents,
                ontology=Ontology.compile(commit, list(documents.values()), home),
            )
            with self._lock:
                self._kept[database, commit, home] = kept
        return kept

    def at(self, database: Database, reference: str | None, branch: str = MAIN) -> Schema:
        """Read the schema a client names: a commit, a branch's head at a time, or (None) where the branch stands."""
        head = self.head(database, branch)
        if reference is None:
            return self.at_commit(database.uuid, head, database.home)
        if (moment := moment_in(reference, database.timezone)) is not None:
            return self.at_commit(database.uuid, self._repository.at(database.uuid, moment, branch))
        if self._repository.read(database.uuid, reference) is None:
            raise refuse(
                "not_found",
                f"there is no commit {quoted(reference)}",
                value=reference,
                hint="a commit's id or an RFC 3339 time",
            )
        return self.at_commit(database.uuid, reference)

    def told(self, database: UUID, class_id: str, at: datetime) -> Schema | None:
        """Find the ontology of a time that has a class, or the last before it; None where none of the latest has."""
        commit = self._repository.at(database, at)
        if commit is None or class_id in (schema := self.at_commit(database, commit)).ontology.by_id:
            return None if commit is None else schema
        earlier = self._repository.log(database, limit=_LOOKED_BACK, before=commit)
        schemas = (self.at_commit(database, each.id) for each in earlier)
        return next((each for each in schemas if class_id in each.ontology.by_id), None)

    def class_name(self, database: UUID, class_id: str, at: datetime, schema: Schema) -> str:
        """Tell a class's name as a schema has it; of one that is gone, as it was at a time; else its id."""
        if class_id not in schema.ontology.by_id:
            schema = self.told(database, class_id, at) or schema
        return schema.class_name(class_id)

    def _documents(self, database: UUID, commit: str) -> Mapping[str, Mapping[str, Any]]:
        key = f"ontology:{database}:{commit}"
        if (held := self._cache.get(key, version=commit)) is not None:
            documents: Mapping[str, Mapping[str, Any]] = decode(held)
            return documents
        if (found := self._repository.read(database, commit)) is None:
            raise Transient("ontology", f"commit {commit} of database {database} is not there")
        self._cache.put(key, encode(found.classes), version=commit, rank=0, ttl_seconds=KEPT_SECONDS)
        return found.classes
