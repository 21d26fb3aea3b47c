"""A family whose workers lag for long gets twice as many partitions, up to a maximum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from spice.application.upkeep.run_growth import growing
from spice.domain.shards import FAMILIES, Shard
from spice.messages.work import Grow

if TYPE_CHECKING:
    from spice.ports import Ports

LONG = timedelta(minutes=10)
ACTOR = "spice:maintenance"


class GrowWhenLagging:
    """Decides at every tick, for families that have a limit. What it decides is a job like an administrator's."""

    def __init__(self, ports: Ports, *, new_id: Callable[[], UUID], at_lag: int) -> None:
        self._generations, self._topics, self._jobs = ports.generations, ports.topics, ports.jobs
        self._now, self._new_id, self._at_lag = ports.now, new_id, at_lag

    def __call__(self) -> None:
        """Look at every family; safe to repeat."""
        for family in FAMILIES:
            if limit := self._generations.limit(family):
                self._look_at(family, limit)

    def _look_at(self, family: str, limit: int) -> None:
        shard, now = Shard(family, 0), self._now()
        over = sum(self._topics.lag(shard.workers, shard.commands).values()) > self._at_lag
        since = self._generations.lagging(family, now if over else None)
        has = self._generations.current(family).partitions
        if since is None or now - since < LONG or growing(self._jobs, family) or has >= limit:
            return
        self._jobs.request(self._new_id(), Grow(family, min(has * 2, limit)), {"actor": ACTOR})
        self._generations.lagging(family, None)
