"""How far each projection is, per shard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.ports.shard_rows import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A counter's step: writes of an actor in an hour, or live instances of a class."""

    database: UUID
    kind: str
    name: str
    hour: datetime | None
    step: int


class Checkpoints(Protocol):
    """Per projection and shard the sequence it has taken in; only grows, except on reset."""

    def epochs(self) -> Mapping[str, int]:
        """Tell how often each projection was reset; 0 is left out. Who projects reads it before anything else."""
        ...

    def read(self, projection: str) -> Mapping[str, int]:
        """Read a projection's sequence per shard."""
        ...

    def advance(
        self,
        projection: str,
        positions: Mapping[str, int],
        counts: Sequence[Count] = (),
        *,
        since: Mapping[str, int] | None = None,
        epoch: int | None = None,
    ) -> None:
        """Move checkpoints and add counts in one transaction; counts of shards that do not move are the caller's to
        leave out. `since`: where each shard must stand (absent: 0); `epoch`: the projection's. Where it is otherwise,
        nothing is done and Overtaken is raised: what was taken in was taken into a read model that is no more."""
        ...

    def indexed(self, ranges: Mapping[str, tuple[int, int]]) -> Mapping[tuple[str, int, int], tuple[int, Link]]:
        """Tell how many events each indexed (shard, sequence, generation) in (after, up to] of a shard has, where there
        are any."""
        ...

    def ahead(self, ranges: Mapping[str, tuple[int, int]], *, most: int) -> Mapping[str, int]:
        """Tell how far to go in each shard for about `most` events: the first indexed segment of (after, up to] with
        which those of it and before it are as many, or the last that has any; a shard without any is left out."""
        ...

    def reset(
        self,
        projection: str,
        positions: Mapping[str, int] | None = None,
        counts: Sequence[Count] | None = None,
    ) -> None:
        """Forget a projection's checkpoints and put others in their place; `counts` (of one that counts): those too.

        It is one transaction, with which the projection's next epoch begins.
        """
        ...
