"""A burst through the write path, second by second: what waits where, and which limit holds first.

What a function takes is measured (infra.cost.traffic); how AWS lets things grow is assumed, and named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from infra.catalogue.functions import CONNECTIONS, FUNCTIONS, read_topics
from infra.catalogue.names import INSTANCE_COMMANDS, INSTANCE_EVENTS, TOPICS
from infra.cost.lines import DATABASE_SECONDS_AN_EVENT, PROCESSORS_A_UNIT
from infra.cost.traffic import LINES_A_BULK, SHARE_SINGLE, seconds_of
from infra.stage import Stage

RAMP_SECONDS, HELD_SECONDS = 60, 300
POLLER_MINUTES = 1
"""Lambda looks at the lag of a Kafka topic about so often, and adds a poller then."""
UNIT_DOUBLES_SECONDS = 30
"""How fast an Aurora cluster grows is not promised: half a minute for twice as much is assumed."""
BURSTABLE_PROCESSORS = 2.0
"""Of a t4g, while it may borrow: an alarm speaks after a quarter of an hour."""
LONGEST = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Arrivals: from nothing to `peak` events a second in a minute, held, then nothing."""

    peak: float
    ramp_seconds: int = RAMP_SECONDS
    held_seconds: int = HELD_SECONDS

    def at(self, second: int) -> float:
        """Events that arrive in a second."""
        if second >= self.ramp_seconds + self.held_seconds:
            return 0.0
        return self.peak * min(1.0, (second + 1) / self.ramp_seconds)


@dataclass(slots=True)
class Step:
    """A step of the way: what it can carry in a second, what waits before it, and how that went."""

    name: str
    moves: str
    waiting: float = 0.0
    most_waiting: float = 0.0
    capacity_at_peak: float = 0.0
    first_behind: int | None = None

    def carry(self, arrived: float, capacity: float, second: int) -> float:
        """Take what arrives and hand on what can be carried."""
        self.waiting += arrived
        done = min(self.waiting, capacity)
        self.waiting -= done
        if self.waiting > 1 and self.first_behind is None:
            self.first_behind = second
        if self.waiting > self.most_waiting:
            self.most_waiting = self.waiting
        return done


@dataclass(slots=True)
class Course:
    """How a burst went. `refused`: events told to come again; `drained`: the second after which nothing waits."""

    stage: Stage
    burst: Burst
    refused: float = 0.0
    accepted: float = 0.0
    drained: int | None = None
    environments: int = 0
    puts: float = 0.0
    steps: list[Step] = field(default_factory=list)

    @property
    def connections(self) -> int:
        """Of the database, at most."""
        lanes = sum(_at_once(self.stage, name) for name in ("relay", "instance-worker", "projection", "maintenance"))
        return CONNECTIONS * self.environments + lanes

    @property
    def first(self) -> str:
        """The limit that held first."""
        behind = [step for step in self.steps if step.first_behind is not None]
        if self.refused:
            return "gateway"
        return min(behind, key=lambda step: step.first_behind or 0).name if behind else "none"


def run(stage: Stage, burst: Burst) -> Course:
    """Walk through a burst, second by second, until nothing waits any more."""
    course = Course(stage=stage, burst=burst)
    course.steps = [Step(name=name, moves=moves) for name, moves in MOVES.items()]
    for second in range(LONGEST):
        moving = _accepted(course, burst.at(second))
        for step in course.steps:
            capacity = _capacity(step.name, stage, second)
            if second == burst.ramp_seconds + burst.held_seconds - 1:
                step.capacity_at_peak = capacity
            moving = step.carry(moving, capacity, second)
            if step.name == "worker" and moving:
                course.puts += min(moving, _lanes(stage, second) / max(1.0, _window()))
        if second >= burst.ramp_seconds + burst.held_seconds and not any(step.waiting > 0.5 for step in course.steps):
            course.drained = second
            break
    return course


MOVES: Mapping[str, str] = {
    "database": "`Database.most_units` or a larger instance",
    "relay": "`concurrency` of the relay",
    "worker": "partitions (`spice partitions grow`) and `concurrencies`; provisioned pollers for the first minutes",
    "projection": "`concurrencies` of the projection, up to one a partition; until then search lags, reads do not",
}


def _accepted(course: Course, arriving: float) -> float:
    """What passes the gateway's rate, one client's rate apart, and the environments of the OMS."""
    requests = arriving * (SHARE_SINGLE + (1 - SHARE_SINGLE) / LINES_A_BULK)
    if not requests:
        return 0.0
    an_event = arriving / requests
    busy = seconds_of("oms", an_event)
    most = min(course.stage.api.requests_per_second, _at_once(course.stage, "oms") / busy)
    taken = min(requests, most)
    course.environments = max(course.environments, ceil(taken * busy))
    course.accepted += taken * an_event
    course.refused += (requests - taken) * an_event
    return taken * an_event


def _capacity(name: str, stage: Stage, second: int) -> float:
    if name == "database":
        return _processors(stage, second) / DATABASE_SECONDS_AN_EVENT
    if name == "relay":
        return _at_once(stage, "relay") * _full("relay", 1000)
    if name == "worker":
        return _lanes(stage, second) * _full("instance-worker", _batch(INSTANCE_COMMANDS))
    return _at_once(stage, "projection") * _full("projection", _batch(INSTANCE_EVENTS))


def _processors(stage: Stage, second: int) -> float:
    base = stage.database
    if base.kind == "instance":
        return BURSTABLE_PROCESSORS
    return PROCESSORS_A_UNIT * min(base.most_units, base.least_units * 2 ** (second / UNIT_DOUBLES_SECONDS))


def _lanes(stage: Stage, second: int) -> int:
    pollers = 1 + second // (60 * POLLER_MINUTES)
    return min(pollers, TOPICS[INSTANCE_COMMANDS], _at_once(stage, "instance-worker"))


def _full(function: str, batch: int) -> float:
    """Events a second of one environment whose batches are full."""
    return batch / seconds_of(function, batch)


def _at_once(stage: Stage, name: str) -> int:
    return next(entry.reserved(stage.name) or 1 for entry in FUNCTIONS if entry.name == name)


def _batch(topic: str) -> int:
    return next(each.batch_size for each in read_topics() if each.topic == topic)


def _window() -> float:
    return next(each.window("prod") for each in read_topics() if each.topic == INSTANCE_COMMANDS)
