"""Runs functions: one event an environment, with a time limit and a line in the log."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from uuid import uuid4

import msgspec

from infra.catalogue.model import Function, Http
from local.host import limits
from local.host.environments.crew import Crew, Throttled
from local.host.environments.environment import Environment, EnvironmentDied, NothingForks
from local.host.environments.frames import NOTHING, Birth, Invocation, Result, encode
from local.host.environments.invocation_log import InvocationLog, Line, now
from local.host.environments.zygote_link import ZygoteLink

WIDEST = 40
KEPT = 2
"""Warm environments of what answers requests: one more than waits leave to others."""
NICENESS = 5
IMPORT_SECONDS = 30.0
PATIENCE = 10.0
SWEEP_SECONDS = 5.0
LOOK_SECONDS = 0.1
"""How often the memory of environments is looked at."""
MOURNING_SECONDS = 0.1
"""Processes that die together are not noticed together."""
OK, FAILED, TIMED_OUT, CRASHED, THROTTLED = "ok", "error", "timeout", "crashed", "throttled"
OVERGROWN, AWAY = "memory", "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an invocation: how it ended, and the value when that was well."""

    how: str
    error: str | None = None
    value: msgspec.Raw = field(default_factory=lambda: NOTHING)


class Pool:
    """Every function of a catalogue."""

    def __init__(self, functions: Iterable[Function], zygote: ZygoteLink, log: InvocationLog) -> None:
        self._functions = {function.name: function for function in functions}
        self._zygote = zygote
        self._log = log
        self._crews = {function.name: self._crew(function) for function in self._functions.values()}

    async def invoke(
        self,
        name: str,
        event: object,
        *,
        patience: float = PATIENCE,
        seconds: float = inf,
        most: float = inf,
        life: float = inf,
        stays: bool = False,
    ) -> Outcome:
        """Run a function with an event: a value, or one that is encoded already. It has so many seconds altogether, the
        wait for an environment among them, and `most` without it; it is told that it has `life` at most. `stays`: it
        may wait for something to happen."""
        function, crew = self._functions[name], self._crews[name]
        request_id, began = str(uuid4()), time.monotonic()
        try:
            environment = await crew.borrow(patience, stays=stays)
        except Throttled:
            return self._told(function, request_id, 0.0, None, Outcome(how=THROTTLED))
        except NothingForks:
            return self._told(function, request_id, 0.0, None, Outcome(how=AWAY))
        except EnvironmentDied as stillborn:
            return self._told(function, request_id, 0.0, None, Outcome(how=CRASHED, error=str(stillborn) or None))
        raw = event if isinstance(event, msgspec.Raw) else msgspec.Raw(encode(event))
        try:
            limit = min(function.timeout_seconds, most, began + seconds - time.monotonic())
            return await self._run(function, environment, request_id, raw, limit, life)
        finally:
            crew.give_back(environment)

    def warm(self) -> None:
        """Make the environments that are always kept."""
        for crew in self._crews.values():
            crew.warm()

    async def sweep(self) -> None:
        """Let idle environments go, for ever."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for crew in self._crews.values():
                crew.let_idle_go()

    async def watch_memory(self) -> None:
        """End environments that take more memory than their function has, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for name, crew in self._crews.items():
                for environment in crew.members:
                    environment.keep_within(self._functions[name].memory_mb)

    def sizes(self) -> dict[str, int]:
        """Count each function's environments."""
        return {name: crew.size for name, crew in self._crews.items()}

    def close(self) -> None:
        """End every idle environment."""
        for crew in self._crews.values():
            crew.close()

    async def _run(
        self,
        function: Function,
        environment: Environment,
        request_id: str,
        event: msgspec.Raw,
        limit: float,
        life: float,
    ) -> Outcome:
        began = time.monotonic()
        zygote = self._zygote.life
        invocation = Invocation(request_id=request_id, deadline=time.time() + min(limit, life), event=event)
        result: Result | None = None
        try:
            result = await asyncio.wait_for(environment.invoke(invocation), limit)
            outcome = Outcome(how=FAILED if result.error else OK, value=result.value, error=result.error)
        except TimeoutError:
            environment.kill()
            outcome = Outcome(how=TIMED_OUT)
        except EnvironmentDied:
            environment.close()
            outcome = Outcome(how=OVERGROWN if environment.overgrown else await self._why_it_died(zygote))
        except asyncio.CancelledError:
            environment.kill()  # it is in the middle of something nobody waits for
            raise
        cold = environment.invocations == 1
        return self._told(function, request_id, time.monotonic() - began, result, outcome, cold=cold)

    async def _why_it_died(self, zygote: int) -> str:
        """Tell a function that ended its process from a zygote that took all processes with it."""
        await asyncio.sleep(MOURNING_SECONDS)
        return CRASHED if self._zygote.life == zygote else AWAY

    def _told(
        self,
        function: Function,
        request_id: str,
        seconds: float,
        result: Result | None,
        outcome: Outcome,
        *,
        cold: bool = False,
    ) -> Outcome:
        line = Line(
            at=now(),
            function=function.name,
            request_id=request_id,
            duration_ms=round(seconds * 1000, 2),
            memory_mb=result.memory_mb if result else 0,
            cold=cold,
            outcome=outcome.how,
            error=outcome.error,
        )
        self._log.write(line)
        return outcome

    def _crew(self, function: Function) -> Crew:
        answers_http = any(isinstance(trigger, Http) for trigger in function.triggers)
        birth = Birth(
            function=function.name,
            handler=function.handler,
            memory_mb=function.memory_mb,
            niceness=0 if answers_http else NICENESS,
        )

        async def bear() -> Environment:
            environment = await self._zygote.fork(birth)
            try:
                result = await asyncio.wait_for(environment.born(), IMPORT_SECONDS)
            except TimeoutError as slow:
                environment.close()
                raise EnvironmentDied("ImportTimeout") from slow
            if result.error:
                environment.close()
                raise EnvironmentDied(result.error)
            return environment

        if answers_http:
            return Crew(bear, limit=function.concurrency or WIDEST + limits.WAITS, keep=KEPT, stays=limits.WAITS)
        return Crew(bear, limit=min(function.concurrency or WIDEST, WIDEST), keep=0)
