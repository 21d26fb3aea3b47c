"""Whom the instances of a database name, as its ontology has it now -> the index, a page at a time.

What an instance names is written with it, by the ontology that it was written under. An ontology that gives
relationships another meaning, or has one again, leaves that behind.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from spice.application.ground.ontologies import Ontologies
from spice.application.ground.reference_streams import streams_named
from spice.application.upkeep.awaited import Awaited
from spice.domain.identity import derived_id
from spice.domain.instance_migration import MigrateInstance
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.shards import INSTANCE, key_in
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.work import IndexReferences
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.jobs import Job
from spice.ports.write_model import Naming, Wanted

if TYPE_CHECKING:
    from spice.ports import Ports

PAGE = 1000
"""Instances that are looked at, at once."""
_BEGUN: dict[str, Any] = {"fenced": False, "after": None, "kept": [None, ""], "seen": 0, "written": 0}


class RunIndexReferences:
    """Does what a job of references has left. A death repeats a page, and writes nothing twice."""

    def __init__(self, ports: Ports, ontologies: Ontologies, *, wait_seconds: float) -> None:
        self._model, self._jobs, self._generations = ports.model, ports.jobs, ports.generations
        self._now, self._crash, self._ontologies = ports.now, ports.crash, ontologies
        self._awaited = Awaited(ports, wait_seconds=wait_seconds, crash_at="references.after_keep")

    def __call__(self, job: Job, work: IndexReferences, *, seconds: float) -> bool:
        """Carry a job on for about so long; whether it goes on at once. Raises Transient."""
        deadline, detail = time.monotonic() + seconds, {**_BEGUN, **job.detail}
        while (database := self._database(work)) is not None:
            ontology = self._ontologies(database.uuid, database.head)
            if not any(shape.relationships for shape in ontology.by_id.values()):
                break
            if not self._fenced(job, database, detail):
                return False
            if not self._page(database, ontology, detail):
                break
            self._jobs.tell(job.id, "RUNNING", detail)
            self._crash("references.after_page")
            if time.monotonic() >= deadline:
                return True
        self._jobs.tell(job.id, "COMPLETED", detail)
        return False

    def _database(self, work: IndexReferences) -> Database | None:
        """Read the database as it is now; None for one that is gone."""
        look = self._model.look(Wanted(databases=[work.database]))
        if not look.complete:
            raise Transient("index", "it is being rebuilt: nothing is made from a part of it")
        found = look.databases.get(work.database)
        return None if found is None or found.deleted else found

    def _fenced(self, job: Job, database: Database, detail: dict[str, Any]) -> bool:
        """See that no shard has anything left that was decided by the ontology before: it would be written late."""
        if not detail["fenced"]:
            partitions = self._generations.newest(INSTANCE).partitions
            made = [self._fence(job, database, number, partitions) for number in range(partitions)]
            fences = {each.id: each for each in made}
            known = self._awaited.states(fences)
            if self._awaited.outcomes(job, detail, "fences", fences, known, fences.keys() - known.keys()) is None:
                return False
            detail["fenced"] = True
        return True

    def _fence(self, job: Job, database: Database, number: int, partitions: int) -> Command:
        name = f"fence/{partitions}/{number}"
        return Command(
            id=derived_id(job.id, name),
            type=MigrateInstance.__name__,
            key=key_in(number, partitions, f"{database.uuid}:references"),
            actor="maintenance",
            submitted_at=self._now(),
            payload=msgspec.Raw(encode(MigrateInstance(class_id="references", id=str(number), steps=()))),
            database=database.uuid,
            ontology_commit=database.head,
            reason="whom instances name is indexed again",
        )

    def _page(self, database: Database, ontology: Ontology, detail: dict[str, Any]) -> bool:
        """Write a page; False where there is none left."""
        after = None if detail["after"] is None else UUID(str(detail["after"]))
        rows = self._model.scan(database.uuid, after=after, limit=PAGE)
        named = [
            Naming(stream=stream, version=each.version, references=streams_named(database.uuid, shape, each.data))
            for stream, _, each in rows
            if not each.deleted and (shape := ontology.by_id.get(each.class_id)) is not None and shape.relationships
        ]
        if named:
            detail["written"] += self._model.refer(named)
        if rows:
            detail["seen"] += len(rows)
            detail["after"] = str(rows[-1][0])
        return bool(rows)
