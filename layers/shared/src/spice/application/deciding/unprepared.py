"""A change that has to be prepared before it can be decided."""

from collections.abc import Mapping
from uuid import UUID

from spice.domain.errors import DomainError
from spice.domain.ontology.tightening import PrepareChange
from spice.ports.shard_rows import ShardHead

Prepared = Mapping[tuple[UUID, int], DomainError | None]
"""Changes, by command and by the sequence they are decided behind, that every shard of instances holds to; or why that
cannot be."""

Classes = Mapping[str, dict[str, object] | None]


class Unprepared(Exception):
    """A change rests on there being no instances, and shards may be making some."""

    def __init__(self, database: UUID, payload: PrepareChange) -> None:
        self.database, self.payload = database, payload
        super().__init__(f"change {payload.change} is not prepared")


class Holding:
    """Sees that what a batch commits was prepared; `prepared` is None where nothing is carried out (a rehearsal)."""

    def __init__(self, head: ShardHead | None, prepared: Prepared | None) -> None:
        self._head, self._prepared = head, prepared

    def check(self, change: UUID, database: UUID, base: str | None, classes: Classes) -> None:
        """Raise Unprepared for a change that shards do not hold to yet."""
        if self._prepared is None or self._head is None or base is None:
            return
        if (at := (change, self._head.sequence)) in self._prepared:
            if (refused := self._prepared[at]) is not None:
                raise refused
            return
        payload = PrepareChange(
            change=change, shard=self._head.shard, sequence=self._head.sequence, base=base, classes=classes
        )
        raise Unprepared(database, payload)
