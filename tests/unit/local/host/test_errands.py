"""Asynchronous invocations: tried again, save those that say how long they may take."""

import asyncio
from math import inf
from typing import Any

import pytest

from infra.catalogue.model import Function
from local.host.environments.pool import FAILED, Outcome
from local.host.sources import asynchronous
from local.host.sources.asynchronous import RETRIES, Errands

PROJECTION = Function(name="projection", handler="", triggers=(), memory_mb=1, timeout_seconds=840, concurrency=1)


class Pool:
    """Fails every event, and remembers how long each might take."""

    def __init__(self) -> None:
        self.given = list[tuple[Any, float]]()

    async def invoke(self, name: str, event: object, *, patience: float, most: float = inf) -> Outcome:
        """Fail."""
        self.given.append((event, most))
        return Outcome(how=FAILED)


def test_an_event_that_says_how_long_it_may_take_has_so_long_and_is_tried_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asynchronous, "PAUSE", 0.0)
    pool, bounded, job = Pool(), {"take_in": {}, "most_seconds": 50}, {"job": "7"}

    async def work() -> None:
        errands = Errands(PROJECTION, pool)
        errands.add(dict[str, object](bounded))
        errands.add(dict[str, object](job))
        working = asyncio.create_task(errands.run())
        while len(pool.given) < 2 + RETRIES:
            await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    asyncio.run(asyncio.wait_for(work(), 10))

    assert pool.given == [(bounded, 50.0), *[(job, inf)] * (1 + RETRIES)]
