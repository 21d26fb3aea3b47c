"""What operators look at: projections, counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionState:
    """Where a projection is: per shard the sequence it has, and how many segments it lacks."""

    name: str
    positions: dict[str, tuple[int, int]] = field(default_factory=dict)
    lag: int = 0


class Operations(Protocol):
    """What operators look at."""

    def projections(self, names: Sequence[str]) -> Sequence[ProjectionState]:
        """Tell the positions and lag of projections."""
        ...

    def projected(self, projection: str, shard: str) -> tuple[int, int]:
        """Tell (generation, sequence) a projection has reached in a shard; (0, 0) when none."""
        ...

    def written(self) -> Mapping[str, int]:
        """Tell the last sequence of every shard of instances whose chain holds."""
        ...

    def metrics(self, database: UUID) -> dict[str, object]:
        """Counts by class id, writes by hour and actor: {"classes": {id: n}, "writes": [{"hour", "actor", "count"}],
        "reads": [...]}."""
        ...

    def count_read(self, database: UUID, actor: str) -> None:
        """Count a read, cheaply and approximately (buffered in the process)."""
        ...
