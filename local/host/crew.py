"""The environments of one function: made on demand, used again, let go when idle."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from local.host.environment import Environment, EnvironmentDied

PATIENCE_BEFORE_SCALING = 0.015
"""How long an event waits for one more environment, for each few there are: a busy one is often free sooner."""
A_FEW = 4
AT_ONCE = 2
IDLE_SECONDS = 70.0
"""A little above the minute of the schedules, so a function that ticks stays warm."""


class Throttled(Exception):
    """Every environment the function may have is busy."""


class Crew:
    """Lends environments of one function, each to one event at a time."""

    def __init__(self, bear: Callable[[], Awaitable[Environment]], *, limit: int, keep: int) -> None:
        self._bear = bear
        self._limit = limit
        self._keep = keep
        self._members: set[Environment] = set()
        self._idle: list[Environment] = []
        self._waiting: deque[tuple[asyncio.Future[Environment], float]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._bearing: set[asyncio.Task[Environment | EnvironmentDied]] = set()

    @property
    def size(self) -> int:
        """Count the environments there are and those that are being made."""
        return len(self._members) + len(self._bearing)

    async def borrow(self, patience: float) -> Environment:
        """Lend an environment. Throttled when none is free in time, EnvironmentDied when none can be made."""
        while self._idle:
            environment = self._idle.pop()  # the last used: the others grow idle and are let go
            if environment.alive:
                return environment
            self._members.discard(environment)
        waiter: asyncio.Future[Environment] = asyncio.get_running_loop().create_future()
        self._waiting.append((waiter, time.monotonic()))
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
        if not environment.alive:
            self._members.discard(environment)
            self._scale_soon()
            return
        while self._waiting:
            waiter, _ = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(environment)
                return
        environment.idle_since = time.monotonic()
        self._idle.append(environment)

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
        if self.size == 0:
            self._begin()
        elif self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._patience, self._scale)

    def _scale(self) -> None:
        self._timer = None
        long_ago = time.monotonic() - self._patience
        self._waiting = deque(each for each in self._waiting if not each[0].done())
        wanted = sum(since <= long_ago for _, since in self._waiting)
        while wanted > len(self._bearing) and len(self._bearing) < AT_ONCE and self.size < self._limit:
            self._begin()
        self._scale_soon()

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
        if self._waiting:
            self._scale_soon()

    def _fail_one(self, error: EnvironmentDied) -> None:
        while self._waiting:
            waiter, _ = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(error)
                return
