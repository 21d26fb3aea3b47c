"""Current instances, many at a time: by stream, by whom they name, all of a database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from spice.domain.instance.model import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """A live instance that names another, `target`."""

    target: UUID
    database: UUID
    instance: Instance


class InstanceScan(Protocol):
    """The heads of instances in the index."""

    def instances_at(self, streams: Sequence[UUID]) -> Mapping[UUID, tuple[UUID, str, Instance]]:
        """Read current instances by stream: (database, root id, instance)."""
        ...

    def referrers(self, targets: Sequence[UUID]) -> Iterator[Referrer]:
        """Walk all live instances that name one of the targets."""
        ...

    def scan(
        self, database: UUID, *, after: UUID | None, limit: int, classes: Sequence[str] | None = None
    ) -> Sequence[tuple[UUID, str, Instance]]:
        """Walk a database's instances, of some classes or all, by stream, deleted ones too: (stream, root id,
        instance)."""
        ...

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        ...
