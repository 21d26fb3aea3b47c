"""Current instances of one database, many at once: by id, and by when they changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.messages.event import Event


class Name(NamedTuple):
    """What an instance is called in its database."""

    root_id: str
    """Stable id of the root class."""
    id: str


class ManyInstances(Protocol):
    """The heads of instances, as queries read them."""

    def classes(self, database: UUID, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that are there and not deleted: one statement."""
        ...

    def instances(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read the current states of those that are there and not deleted: one statement."""
        ...

    def tails(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Sequence[Event]]:
        """Read whole histories, oldest first, of those instances of whom nothing is packed: one statement."""
        ...

    def changed_since(
        self, database: UUID, class_ids: Sequence[str], moment: datetime, *, limit: int
    ) -> Sequence[tuple[str, Instance]]:
        """List instances of classes that changed after a moment, deleted ones too: (root id, state), in any order."""
        ...
