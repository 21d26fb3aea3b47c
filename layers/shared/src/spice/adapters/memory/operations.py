"""What operators look at, in memory."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.ports.operations import ProjectionState


class MemoryOperations:
    """The Operations twin; `reach` moves a projection."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._projections: dict[str, dict[str, tuple[int, int]]] = {}
        self._reads: dict[UUID, dict[str, int]] = {}

    def reach(self, projection: str, shard: str, sequence: int, *, generation: int = 1) -> None:
        """Move a projection on."""
        self._projections.setdefault(projection, {})[shard] = (generation, sequence)

    def projections(self) -> Sequence[ProjectionState]:
        """List projections with their positions."""
        return [ProjectionState(name=name, positions=positions) for name, positions in self._projections.items()]

    def projected(self, projection: str, shard: str) -> tuple[int, int]:
        """Tell how far a projection is in a shard."""
        return self._projections.get(projection, {}).get(shard, (0, 0))

    def metrics(self, database: UUID) -> dict[str, object]:
        """Count live instances by class id, and reads by actor."""
        classes: dict[str, int] = {}
        for (uuid, _, _), instance in self._state.instances.items():
            if uuid == database and not instance.deleted:
                classes[instance.class_id] = classes.get(instance.class_id, 0) + 1
        reads = self._reads.get(database, {})
        return {"classes": classes, "writes": [], "reads": [{"actor": name, "count": n} for name, n in reads.items()]}

    def count_read(self, database: UUID, actor: str) -> None:
        """Count a read."""
        reads = self._reads.setdefault(database, {})
        reads[actor] = reads.get(actor, 0) + 1
