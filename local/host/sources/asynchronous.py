"""Asynchronous invocations: schedules and kicks."""

import asyncio
import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from math import inf
from uuid import uuid4

from infra.catalogue.model import Function, Schedule
from local.host.environments.pool import AWAY, OK
from local.host.sources.mapping import Invokes
from spice.adapters.datagram.sealed import opened

RETRIES = 2
PAUSE = 1.0
WIDEST = 4
logger = logging.getLogger(__name__)
Event = dict[str, object]


class Errands:
    """A queue of events for one function. A nudge without an event is not queued twice."""

    def __init__(self, function: Function, pool: Invokes) -> None:
        self._function = function
        self._pool = pool
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(1000)
        self._nudged = False

    def add(self, event: Event | None) -> None:
        """Queue an event, or a nudge."""
        if event is None and self._nudged:
            return
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            logger.warning("%s has too much to do; an event is dropped", self._function.name)
        else:
            self._nudged = self._nudged or event is None

    async def run(self) -> None:
        """Work for ever, as many at once as the function may."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(min(self._function.concurrency or WIDEST, WIDEST)):
                tasks.create_task(self._work())

    async def _work(self) -> None:
        while True:
            event = await self._queue.get()
            if event is None:
                self._nudged = False
            attempt, most = 0, _most(event)
            while attempt <= (RETRIES if most == inf else 0):
                outcome = await self._pool.invoke(self._function.name, event or {}, patience=60.0, most=most)
                if outcome.how == OK:
                    break
                attempt += outcome.how != AWAY  # it was not even tried
                await asyncio.sleep(PAUSE * max(1, attempt))


def _most(event: Event | None) -> float:
    """Tell how long an event says that it may take. Whoever says so asks again for what is left: it is tried once."""
    most = (event or {}).get("most_seconds")
    return float(most) if isinstance(most, int | float) else inf


class Kicks(asyncio.DatagramProtocol):
    """Receives {"function", "event"?} as sealed datagrams; a deaf one shows what is left when every kick is lost."""

    def __init__(self, errands: dict[str, Errands], key: str, *, deaf: bool = False) -> None:
        self._errands, self._key = errands, key
        self._deaf = deaf

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Queue what is asked for. Whoever has no key gets nothing done, and no line in a log either."""
        if self._deaf or (told := opened(data, self._key)) is None:
            return
        try:
            message = json.loads(told)
            errands, event = self._errands[message["function"]], message.get("event")
        except (ValueError, KeyError, TypeError, AttributeError):
            logger.warning("a datagram names no function")
            return
        errands.add(event if isinstance(event, dict) else None)


async def tick(function: Function, schedule: Schedule, errands: Errands) -> None:
    """Queue a scheduled event now and every so many seconds."""
    while True:
        errands.add(scheduled_event(function, datetime.now(UTC)))
        await asyncio.sleep(schedule.every_seconds)


def scheduled_event(function: Function, at: datetime) -> Event:
    """Make the event of a tick, as EventBridge does."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "000000000000",
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "us-east-1",
        "resources": [f"arn:aws:scheduler:us-east-1:000000000000:schedule/default/{function.name}"],
        "detail": {},
    }


def ticks(functions: Iterable[Function]) -> list[tuple[Function, Schedule]]:
    """List every schedule of a catalogue."""
    return [(each, trigger) for each in functions for trigger in each.triggers if isinstance(trigger, Schedule)]
