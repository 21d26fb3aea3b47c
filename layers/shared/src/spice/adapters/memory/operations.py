"""What operators look at, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.shards import INSTANCE, Shard
from spice.ports.operations import ProjectionState
from spice.ports.shard_rows import ShardHead


class MemoryOperations:
    """The Operations twin; `reach` moves a projection, and its shard at least as far."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._reads: Counter[tuple[UUID, str]] = Counter()

    def reach(self, projection: str, shard: str, sequence: int) -> None:
        """Move a projection on."""
        with self._state.lock:
            self._state.checkpoints.setdefault(projection, {})[shard] = sequence
            head = self._state.shards.get(shard, ShardHead(shard=shard))
            self._state.shards[shard] = replace(head, sequence=max(head.sequence, sequence))

    def projections(self, names: Sequence[str]) -> Sequence[ProjectionState]:
        """Tell the positions and lag of projections."""
        with self._state.lock:
            return [self._projection(name) for name in names]

    def _projection(self, name: str) -> ProjectionState:
        reached = self._state.checkpoints.get(name, {})
        return ProjectionState(
            name=name,
            positions={
                shard: (self._generation(shard, sequence), sequence) for shard, sequence in sorted(reached.items())
            },
            lag=sum(self._lag(reached, shard) for shard in self._state.shards if _of_instances(shard)),
        )

    def projected(self, projection: str, shard: str) -> tuple[int, int]:
        """Tell how far a projection is in a shard: at its end, where nothing behind its checkpoint has events."""
        with self._state.lock:
            head = self._state.shards.get(shard)
            reached = self._state.checkpoints.get(projection, {})
            if head is None:
                return (0, 0)
            return (head.generation, reached.get(shard, 0) if self._lag(reached, shard) else head.sequence)

    def written(self) -> Mapping[str, int]:
        """Tell the last sequence of every shard of instances."""
        with self._state.lock:
            held = {name: head.sequence for name, head in self._state.shards.items() if _of_instances(name)}
            return {name: sequence for name, sequence in held.items() if name not in self._state.quarantined}

    def metrics(self, database: UUID) -> dict[str, object]:
        """Counts by class id, writes by hour and actor, reads by actor."""
        with self._state.lock:
            rows = [(*place[1:], n) for place, n in self._state.counts.items() if place[0] == database and n]
        reads = [{"actor": actor, "count": n} for (uuid, actor), n in self._reads.items() if uuid == database]
        return {
            "classes": {name: n for kind, name, _, n in rows if kind == "class"},
            "writes": [{"hour": hour, "actor": name, "count": n} for kind, name, hour, n in rows if kind == "writes"],
            "reads": reads,
        }

    def count_read(self, database: UUID, actor: str) -> None:
        """Count a read."""
        self._reads[database, actor] += 1

    def _generation(self, shard: str, sequence: int) -> int:
        return max(
            (place[2] for place in self._state.segments if place[0] == shard and place[1] <= sequence), default=1
        )

    def _lag(self, reached: dict[str, int], shard: str) -> int:
        return sum(
            events > 0 and name == shard and sequence > reached.get(shard, 0)
            for (name, sequence, _), (events, _link) in self._state.segments.items()
        )


def _of_instances(shard: str) -> bool:
    return Shard.named(shard).family == INSTANCE
