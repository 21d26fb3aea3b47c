"""Erasures that the log has and the index does not: a copy was put back, and nobody is told anything personal yet."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from spice.domain.shards import ONTOLOGY, Shard
from spice.ports.errors import Rebuilding
from spice.ports.shard_rows import ShardHead
from spice.waiting import until

if TYPE_CHECKING:
    from spice.ports import Ports

LOOKED_SECONDS = 60.0
SETTLING_SECONDS = 2.0
"""How long it waits for a segment that was written a moment ago."""


class Tombstones:
    """Sees that the index has every erasure of the log, before a first answer and once a minute from then on."""

    def __init__(self, ports: "Ports", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._model, self._generations, self._log = ports.model, ports.generations, ports.log
        self._clock, self._looked_at = clock, -LOOKED_SECONDS

    def __call__(self) -> None:
        """Return when they are applied. Raises Rebuilding while they are not."""
        now = self._clock()
        if now - self._looked_at < LOOKED_SECONDS:
            return
        if not until(self._all_applied, SETTLING_SECONDS):
            raise Rebuilding("keys", "the log has what the index lacks: an erasure may be among it")
        self._looked_at = now

    def _all_applied(self) -> bool:
        begun = self._generations.current(ONTOLOGY)
        names = [Shard(ONTOLOGY, number).name for number in range(begun.partitions)]
        heads = self._model.heads()
        return not any(self._goes_on(name, heads.get(name), begun.generation) for name in names)

    def _goes_on(self, shard: str, head: ShardHead | None, generation: int) -> bool:
        if head is None or head.sequence == 0:
            return self._log.read(generation, shard, 1) is not None
        following = head.generation if head.closes is None else head.closes.next_generation
        return self._log.read(following, shard, head.sequence + 1) is not None
