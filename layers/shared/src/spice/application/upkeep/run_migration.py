"""A commit's migrations -> commands of its instances, a page at a time; a death at any point repeats a page at most."""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from spice.application.ground.ontologies import Ontologies
from spice.application.upkeep.awaited import Awaited, States
from spice.application.upkeep.migration_commands import Asked
from spice.domain.bounds import MIGRATION_FAILURES
from spice.domain.instance.model import Instance
from spice.domain.shards import INSTANCE
from spice.messages.command import Command
from spice.messages.work import Migrate
from spice.ports.command_store import CommandState
from spice.ports.errors import Transient
from spice.ports.jobs import Job
from spice.ports.write_model import Wanted

if TYPE_CHECKING:
    from spice.ports import Ports

PAGE = 1000
"""Instances that are looked at, and commands under way, at once."""


class RunMigration:
    """Does what a job of migration has left; `wait_seconds`: how long it waits for the commands of a page."""

    def __init__(self, ports: Ports, ontologies: Ontologies, *, wait_seconds: float) -> None:
        self._model, self._repository, self._generations = ports.model, ports.ontology, ports.generations
        self._jobs, self._now, self._crash = ports.jobs, ports.now, ports.crash
        self._ontologies = ontologies
        self._awaited = Awaited(ports, wait_seconds=wait_seconds, crash_at="migration.after_keep")

    def __call__(self, job: Job, work: Migrate, *, seconds: float) -> bool:
        """Carry a job on for about so long; whether it goes on at once. It waits for the next tick where commands have
        had no outcome in time: their shard may be set apart. Raises Transient."""
        deadline, asked = time.monotonic() + seconds, self._asked(job, work)
        if asked is None:
            return False
        detail: dict[str, Any] = {**_begun(), **job.detail}
        # It may have ended before all but the log was lost: then it is counted, and nothing is asked for.
        detail["ended"] = detail["ended"] or bool(self._awaited.states([asked.end.id]))
        if not self._fenced(job, asked, detail):
            return False
        while self._page_done(job, asked, detail):
            if detail["done"]:
                self._jobs.tell(job.id, "COMPLETED", detail)
                return False
            self._jobs.tell(job.id, "RUNNING", detail)
            self._crash("migration.after_page")
            if time.monotonic() >= deadline:
                return True
        return False

    def _asked(self, job: Job, work: Migrate) -> Asked | None:
        """Read what there is to do, as the database is today; None when that has ended."""
        look = self._model.look(Wanted(databases=[work.database]))
        if not look.complete:
            raise Transient("index", "it is being rebuilt: nothing is migrated from a part of it")
        database, commit = look.databases.get(work.database), self._repository.read(work.database, work.commit)
        if database is None or commit is None:
            self._jobs.tell(job.id, "FAILED", {"error": "the log has no such commit any more"})
            return None
        if database.deleted:
            self._jobs.tell(job.id, "COMPLETED", {})
            return None
        ontology = self._ontologies(database.uuid, database.head, database.home)
        return Asked(database=database, commit=commit, ontology=ontology, now=self._now)

    def _fenced(self, job: Job, asked: Asked, detail: dict[str, Any]) -> bool:
        """See that no shard has anything left that was decided by the ontology before the commit."""
        if not detail["fenced"]:
            used = () if detail["ended"] else asked.fences(self._generations.newest(INSTANCE))
            fences = {each.id: each for each in used}
            known = self._awaited.states(fences)
            if self._awaited.outcomes(job, detail, "fences", fences, known, fences.keys() - known.keys()) is None:
                return False
            classes = asked.classes
            detail["total"] = self._model.count(asked.database.uuid, classes) if classes else 0
            detail["fenced"] = True
            self._jobs.tell(job.id, "RUNNING", detail)
        return True

    def _page_done(self, job: Job, asked: Asked, detail: dict[str, Any]) -> bool:
        """Take a page as far as it goes; whether all of it has an outcome, which is told in the detail."""
        after = None if detail["after"] is None else UUID(str(detail["after"]))
        classes = asked.classes
        rows = self._model.scan(asked.database.uuid, after=after, limit=PAGE, classes=classes) if classes else ()
        if not rows:
            end = {asked.end.id: asked.end}
            left_to_say = () if detail["ended"] else end
            detail["done"] = self._awaited.outcomes(job, detail, "end", end, {}, left_to_say) is not None
            return bool(detail["done"])
        commands, instances = dict[UUID, Command](), dict[UUID, Instance]()
        for _, root, instance in rows:
            if (command := asked.command(root, instance)) is not None:
                commands[command.id], instances[command.id] = command, instance
        known = self._awaited.states(commands)
        lacking: set[UUID] = set() if detail["ended"] else {*instances.keys() - known.keys()}
        left = {id_ for id_ in lacking if asked.wants(instances[id_])}
        states = self._awaited.outcomes(job, detail, str(after), commands, known, left)
        if states is None:
            return False
        _count(detail, states, instances)
        detail["after"] = str(rows[-1][0])
        return True


def _begun() -> dict[str, Any]:
    figures = {"total": 0, "seen": 0, "migrated": 0, "failed": 0, "failures": []}
    return {"fenced": False, "ended": False, "after": None, "done": False, "kept": [None, ""], **figures}


def _count(detail: dict[str, Any], states: States, instances: Mapping[UUID, Instance]) -> None:
    failed = [each for each in states.values() if each.state != "COMPLETED"]
    detail["seen"] += len(instances)
    detail["migrated"] += sum((each.result or {}).get("changed") is True for each in states.values())
    detail["failed"] += len(failed)
    room = MIGRATION_FAILURES - len(detail["failures"])
    detail["failures"] = [*detail["failures"], *(_failure(each, instances[each.id]) for each in failed[:room])]


def _failure(failed: CommandState, instance: Instance) -> dict[str, Any]:
    errors = msgspec.to_builtins(failed.errors, builtin_types=(Decimal,))
    return {"class": instance.class_id, "id": instance.id, "command_id": str(failed.id), "errors": errors}
