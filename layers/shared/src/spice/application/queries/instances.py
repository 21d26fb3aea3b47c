"""One instance: now, at a version, at a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from spice.application.ground.instance_cache import InstanceCache
from spice.application.ground.schemas import Schema
from spice.application.ground.times import SETTLED, written
from spice.domain.errors import DomainError, refuse
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.wording import quoted
from spice.messages.event import Event
from spice.messages.history import fold
from spice.ports.instance_reader import Head, InstanceReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An instance as a path names it: a class, or one of its superclasses, and the id."""

    database: UUID
    schema: Schema
    shape: CompiledClass
    id: str

    def missing(self, why: str | None = None) -> DomainError:
        """Make the error for an instance that is not there."""
        return refuse("not_found", f"{self.shape.name} {quoted(self.id)} {why or 'does not exist'}", value=self.id)


class InstanceQueries:
    """Reads one instance from the index; the shared caches only ever save the body."""

    def __init__(self, reader: InstanceReader, cache: InstanceCache) -> None:
        self._reader = reader
        self._cache = cache

    def head(self, target: Target) -> Head:
        """Read the current version, or refuse what does not exist or is deleted."""
        head = self._any_head(target)
        if head.deleted:
            raise target.missing("is deleted")
        return head

    def current(self, target: Target, head: Head) -> Instance:
        """Read the current state behind a head."""
        if (found := self._cache.body(head)) is None:
            raise target.missing("is deleted")
        return found

    def at_version(self, target: Target, version: int) -> Instance:
        """Read a version it once had."""
        head = self._any_head(target)
        found = None
        if version <= head.version:
            found = self._reader.at_version(target.database, target.shape.root_id, target.id, version)
        if found is None:
            raise target.missing(f"has no version {version}")
        return _alive(target, found, f"was deleted by version {version}")

    def at_moment(self, target: Target, moment: datetime) -> Instance:
        """Read the state at a moment, inclusive."""
        happened = [event for event in self.events(target) if event.at <= moment]
        if (found := fold(happened)) is None:
            raise target.missing(f"did not exist at {written(moment)}")
        return _alive(target, found, f"was deleted at {written(moment)}")

    def events(self, target: Target) -> list[Event]:
        """Read the whole history, oldest first; deleted instances have one too."""
        self._any_head(target)
        return list(self._reader.events(target.database, target.shape.root_id, target.id))

    def _any_head(self, target: Target) -> Head:
        head = self._reader.head(target.database, target.shape.root_id, target.id)
        if head is None or head.class_id not in target.shape.family:
            raise target.missing()
        return head


def is_final(moment: datetime, now: datetime) -> bool:
    """Tell whether no event can still land on a moment."""
    return moment <= now - SETTLED


def _alive(target: Target, found: Instance, why: str) -> Instance:
    if found.deleted:
        raise target.missing(why)
    return found
