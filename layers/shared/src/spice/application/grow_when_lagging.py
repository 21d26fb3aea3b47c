"""A family whose workers lag for long gets twice as many partitions, up to a maximum."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from spice.application.run_growth import NAME
from spice.domain.shards import FAMILIES, Shard
from spice.ports.generations import Generations
from spice.ports.jobs import Jobs
from spice.ports.topics import Topics

LONG = timedelta(minutes=10)
ACTOR = "spice:maintenance"


class GrowWhenLagging:
    """Decides at every tick; `up_to` 0 means never. What it decides is a job like an administrator's."""

    def __init__(
        self,
        *,
        generations: Generations,
        topics: Topics,
        jobs: Jobs,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        up_to: int,
        at_lag: int,
    ) -> None:
        self._generations, self._topics, self._jobs = generations, topics, jobs
        self._now, self._new_id, self._up_to, self._at_lag = now, new_id, up_to, at_lag

    def __call__(self) -> None:
        """Look at every family; safe to repeat."""
        for family in FAMILIES if self._up_to else ():
            self._look_at(family)

    def _look_at(self, family: str) -> None:
        shard, now = Shard(family, 0), self._now()
        over = sum(self._topics.lag(shard.workers, shard.commands).values()) > self._at_lag
        since = self._generations.lagging(family, now if over else None)
        has = self._generations.current(family).partitions
        growing = any(job.name == NAME + family for job in self._jobs.unfinished())
        if since is None or now - since < LONG or growing or has >= self._up_to:
            return
        self._jobs.request(self._new_id(), NAME + family, {"to": min(has * 2, self._up_to), "actor": ACTOR})
        self._generations.lagging(family, None)
