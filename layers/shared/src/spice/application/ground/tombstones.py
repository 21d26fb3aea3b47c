"""Erasures that the log has and the index does not: a copy was put back, and nobody is told anything personal yet."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from spice.domain.identity import partition_of
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
    """Sees that the index has every erasure of the log, before a first answer and once a minute from then on. A shard
    that is set apart stays behind until it is repaired: persons of its own databases wait for it, and no others."""

    def __init__(self, ports: "Ports", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._model, self._generations, self._log = ports.model, ports.generations, ports.log
        self._quarantine, self._clock, self._looked_at = ports.quarantine, clock, -LOOKED_SECONDS
        self._partitions, self._apart = 1, frozenset[str]()

    def __call__(self, database: UUID) -> None:
        """Return when those of a database are applied. Raises Rebuilding while they are not."""
        now = self._clock()
        if now - self._looked_at >= LOOKED_SECONDS or self._home(database) in self._apart:
            if not until(self._all_applied, SETTLING_SECONDS):
                raise Rebuilding("keys", "the log has what the index lacks: an erasure may be among it")
            self._looked_at = now
        if (shard := self._home(database)) in self._apart:
            raise Rebuilding("keys", f"{shard} is set apart: an erasure may be behind what is broken of it")

    def _home(self, database: UUID) -> str:
        return Shard(ONTOLOGY, partition_of(str(database), self._partitions)).name

    def _all_applied(self) -> bool:
        """Tell whether nothing is behind the index but in shards that are set apart."""
        begun = self._generations.current(ONTOLOGY)
        names = [Shard(ONTOLOGY, number).name for number in range(begun.partitions)]
        heads = self._model.heads()
        behind = {name for name in names if self._goes_on(name, heads.get(name), begun.generation)}
        apart = behind & {each.shard for each in self._quarantine.all()}
        self._partitions, self._apart = begun.partitions, frozenset(apart)
        return behind == apart

    def _goes_on(self, shard: str, head: ShardHead | None, generation: int) -> bool:
        if head is None or head.sequence == 0:
            return self._log.read(generation, shard, 1) is not None
        following = head.generation if head.closes is None else head.closes.next_generation
        return self._log.read(following, shard, head.sequence + 1) is not None
