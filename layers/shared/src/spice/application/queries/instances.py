"""One instance: now, at a version, at a time."""

from dataclasses import dataclass
from datetime import datetime

from spice.application.ground.instance_cache import InstanceCache
from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.times import SETTLED, written
from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.history import fold
from spice.ports.instance_reader import Head, InstanceReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """An instance that is or was there, with its head."""

    target: InstanceRef
    head: Head


class InstanceQueries:
    """Reads one instance from the index; the shared caches only ever save the body."""

    def __init__(self, reader: InstanceReader, cache: InstanceCache) -> None:
        self._reader = reader
        self._cache = cache

    def head(self, target: InstanceRef) -> Head:
        """Read the current version, or refuse what does not exist or is deleted."""
        head = target.own(self._reader.head(target.database.uuid, target.shape.root_id, target.id))
        if head.deleted:
            raise target.missing("is deleted")
        return head

    def current(self, target: InstanceRef, head: Head) -> Instance:
        """Read the current state behind a head."""
        if (found := self._cache.body(head)) is None:
            raise target.missing("is deleted")
        return found

    def at_version(self, traced: Traced, version: int) -> Instance:
        """Read a version it once had."""
        target, found = traced.target, None
        if version <= traced.head.version:
            found = self._reader.at_version(target.database.uuid, target.shape.root_id, target.id, version)
        if found is None:
            raise target.missing(f"has no version {version}")
        return _alive(target, found, f"was deleted by version {version}")

    def at_moment(self, traced: Traced, moment: datetime) -> Instance:
        """Read the state at a moment, inclusive."""
        target = traced.target
        if traced.head.updated_at <= moment:
            found = self.before(traced, traced.head.version + 1)
        else:
            found = fold(event for event in self.events(traced) if event.at <= moment)
        if found is None:
            raise target.missing(f"did not exist at {written(moment)}")
        return _alive(target, found, f"was deleted at {written(moment)}")

    def events(self, traced: Traced, *, after: int = 0, up_to: int | None = None) -> list[Event]:
        """Read the whole history, oldest first, or a part of it; deleted instances have one too."""
        target = traced.target
        place = target.database.uuid, target.shape.root_id, target.id
        return list(self._reader.events(*place, after=after, up_to=up_to))

    def before(self, traced: Traced, version: int) -> Instance | None:
        """Read the state that a version changed, a deleted one too; None before the first."""
        if version <= 1:
            return None
        target = traced.target
        return self._reader.at_version(target.database.uuid, target.shape.root_id, target.id, version - 1)


def is_final(moment: datetime, now: datetime) -> bool:
    """Tell whether no event can still land on a moment."""
    return moment <= now - SETTLED


def _alive(target: InstanceRef, found: Instance, why: str) -> Instance:
    if found.deleted:
        raise target.missing(why)
    return found
