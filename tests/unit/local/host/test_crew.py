"""Environments that cannot be made: whoever waits is told at once, and the next one is tried."""

import asyncio

import pytest

from local.host.environments.crew import Crew
from local.host.environments.environment import Environment, EnvironmentDied

PATIENCE = 5.0


def test_who_waits_for_what_cannot_be_made_is_told_at_once() -> None:
    async def bear() -> Environment:
        raise OSError(24, "Too many open files")

    async def ask() -> None:
        await asyncio.wait_for(Crew(bear, limit=4, keep=0).borrow(3600.0), PATIENCE)

    with pytest.raises(EnvironmentDied, match="OSError"):
        asyncio.run(ask())


def test_whoever_waits_behind_gets_the_next_one() -> None:
    tries = 0

    async def bear() -> Environment:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0)
        if tries == 1:
            raise MemoryError
        return Environment()

    async def ask() -> tuple[Environment | BaseException, Environment | BaseException]:
        crew = Crew(bear, limit=1, keep=0)
        waiting = asyncio.gather(crew.borrow(3600.0), crew.borrow(3600.0), return_exceptions=True)
        return await asyncio.wait_for(waiting, PATIENCE)

    first, second = asyncio.run(ask())

    assert isinstance(first, EnvironmentDied)
    assert isinstance(second, Environment)
