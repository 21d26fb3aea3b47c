"""The environments of one function: made on demand, used again, let go when idle."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable

from local.host.environments.environment import Environment, EnvironmentDied

PATIENCE_BEFORE_SCALING = 0.015
"""How long an event waits for one more environment, for each few there are: a busy one is often free sooner."""
A_FEW = 4
AT_ONCE = 2
IDLE_SECONDS = 70.0
"""A little above the minute of the schedules, so a function that ticks stays warm."""
logger = logging.getLogger(__name__)


class Throttled(Exception):
    """Every environment the function may have is busy."""


Waiter = tuple[asyncio.Future[Environment], float]


class Crew:
    """Lends environments of one function, each to one event at a time.

    Who `stays` (a request that waits for something to happen) takes no environment that others need: one more is always
    there for them, whoever is in haste is served first, and at most `stays` are lent for long.
    """

    def __init__(self, bear: Callable[[], Awaitable[Environment]], *, limit: int, keep: int, stays: int = 0) -> None:
        self._bear = bear
        self._limit, self._keep, self._stays = limit, keep, stays
        self._members: set[Environment] = set()
        self._staying: set[Environment] = set()
        self._idle: list[Environment] = []
        self._hasty: deque[Waiter] = deque()
        self._patient: deque[Waiter] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._bearing: set[asyncio.Task[Environment | EnvironmentDied]] = set()

    @property
    def members(self) -> tuple[Environment, ...]:
        """List the environments there are."""
        return tuple(self._members)

    @property
    def size(self) -> int:
        """Count the environments there are and those that are being made."""
        return len(self._members) + len(self._bearing)

    async def borrow(self, patience: float, *, stays: bool = False) -> Environment:
        """Lend an environment. Throttled when none is free in time, EnvironmentDied when none can be made."""
        self._bury()
        waiter: asyncio.Future[Environment] = asyncio.get_running_loop().create_future()
        (self._patient if stays else self._hasty).append((waiter, time.monotonic()))
        self._lend()
        if waiter.done():
            return waiter.result()
        self._scale_soon()
        try:
            return await asyncio.wait_for(waiter, patience)
        except (TimeoutError, asyncio.CancelledError) as late:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.give_back(waiter.result())
            if isinstance(late, asyncio.CancelledError):
                raise
            raise Throttled from late

    def give_back(self, environment: Environment) -> None:
        """Take an environment back and lend it to whoever waits longest."""
        self._staying.discard(environment)
        if environment.alive:
            environment.idle_since = time.monotonic()
            self._idle.append(environment)
        else:
            self._members.discard(environment)
        self._lend()
        self._scale_soon()

    def _bury(self) -> None:
        """Forget who died while it was idle."""
        dead = {environment for environment in self._idle if not environment.alive}
        self._members -= dead
        self._idle = [environment for environment in self._idle if environment not in dead]

    def _lend(self) -> None:
        """Lend what is idle, the last used first: the others grow idle and are let go."""
        while self._idle and (waiter := _next(self._hasty)):
            waiter.set_result(self._idle.pop())
        while self._idle and self._room_to_stay > 0 and (waiter := _next(self._patient)):
            environment = self._idle.pop()
            self._staying.add(environment)
            waiter.set_result(environment)

    @property
    def _room_to_stay(self) -> int:
        left_to_others = len(self._members) - len(self._staying) - 1
        if not self._staying and self._bearing:
            left_to_others += 1  # one that stays alone has the last one, for another comes
        return min(self._stays - len(self._staying), left_to_others)

    def warm(self) -> None:
        """Have the environments that are always kept."""
        for _ in range(self._keep - self.size):
            self._begin()

    def let_idle_go(self) -> None:
        """Close what was idle for long, down to those always kept."""
        long_ago = time.monotonic() - IDLE_SECONDS
        for environment in [each for each in self._idle if each.idle_since < long_ago or not each.alive]:
            if self.size > self._keep or not environment.alive:
                self._idle.remove(environment)
                environment.close()
                self._members.discard(environment)
        self.warm()

    def close(self) -> None:
        """End all of them."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._bearing:
            task.cancel()
        for environment in self._members:
            environment.close()

    def _scale_soon(self) -> None:
        if not self._hasty and not self._patient:
            return
        if self.size == 0:
            self._begin()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._patience, self._scale)

    def _scale(self) -> None:
        self._timer = None
        wanted = self._late(self._hasty) + min(self._late(self._patient), self._stays - len(self._staying))
        while wanted > len(self._bearing) and len(self._bearing) < AT_ONCE and self.size < self._limit:
            self._begin()
        self._lend()
        self._scale_soon()

    def _late(self, waiters: deque[Waiter]) -> int:
        """Count who waits longer than it should take; forget who gave up."""
        for _ in range(len(waiters)):
            if not (waiter := waiters.popleft())[0].done():
                waiters.append(waiter)
        long_ago = time.monotonic() - self._patience
        return sum(since <= long_ago for _, since in waiters)

    @property
    def _patience(self) -> float:
        return PATIENCE_BEFORE_SCALING * max(1.0, self.size / A_FEW)

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self._make())
        self._bearing.add(task)
        task.add_done_callback(self._made)

    async def _make(self) -> Environment | EnvironmentDied:
        try:
            return await self._bear()
        except EnvironmentDied as stillborn:
            return stillborn
        except Exception as failed:
            logger.error("an environment cannot be made", exc_info=failed)
            return EnvironmentDied(type(failed).__name__)

    def _made(self, task: "asyncio.Task[Environment | EnvironmentDied]") -> None:
        self._bearing.discard(task)
        if task.cancelled():
            return
        made = task.result()
        if isinstance(made, EnvironmentDied):
            self._fail_one(made)
        else:
            self._members.add(made)
            self.give_back(made)
        self._scale_soon()

    def _fail_one(self, error: EnvironmentDied) -> None:
        if waiter := _next(self._hasty) or _next(self._patient):
            waiter.set_exception(error)


def _next(waiters: deque[Waiter]) -> asyncio.Future[Environment] | None:
    """Take who waits longest and has not given up."""
    while waiters:
        waiter, _ = waiters.popleft()
        if not waiter.done():
            return waiter
    return None
