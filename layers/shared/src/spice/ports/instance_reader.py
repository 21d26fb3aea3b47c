"""The write model as queries read it: current heads and their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.messages.event import Event, Position
from spice.ports.many_instances import ManyInstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest version of an instance and where its event stands; the body is read only when it is needed."""

    database: UUID
    root_id: str
    class_id: str
    id: str
    version: int
    deleted: bool
    updated_at: datetime
    position: Position


class InstanceReader(ManyInstances, Protocol):
    """Direct reads from the index; all by (database uuid, stable id of the root class, instance id)."""

    def head(self, database: UUID, root_id: str, instance_id: str) -> Head | None:
        """Tell the current version: one statement."""
        ...

    def instance(self, database: UUID, root_id: str, instance_id: str) -> Instance | None:
        """Read the current state, deleted ones too."""
        ...

    def events(
        self, database: UUID, root_id: str, instance_id: str, *, after: int = 0, up_to: int | None = None
    ) -> Sequence[Event]:
        """Read a history, oldest first, or what is behind one version and up to another.

        One statement, 0 LISTs, and a GET for each bundle: of fewer than 2,000 events at most 3.
        """
        ...

    def at_version(self, database: UUID, root_id: str, instance_id: str, version: int) -> Instance | None:
        """Fold to a version, from the nearest snapshot below it; None when there is no such version."""
        ...

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        ...
