"""From events a second to invocations, objects and bytes: the arithmetic of the write and read paths.

What a function takes an event was measured on a whole processor (`make bench ARGS="--only functions"`); what an
invocation takes besides is what AWS adds: a PUT of about 30 ms, round trips to the database of about 2 ms. A function
has a part of a processor that goes with its memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.names import INSTANCE_COMMANDS, TOPICS

SHARDS = TOPICS[INSTANCE_COMMANDS]
LINES_A_BULK = 500
SHARE_SINGLE = 0.1
"""Of the events, those that come one a request; the others come in bulk."""
READS_AN_EVENT = 0.2
TICKS_A_SECOND = 1 / 60
RELAY_RUNS_A_SECOND = 10.0
"""At most: a run drains until the outbox is empty, and two may run at once."""
MEMORY_OF_A_PROCESSOR = 1.769
"""GB of memory with which a function has one whole processor."""
BUSY = 0.7
"""How much of its time an environment may work."""
WAIT_MS = {
    "oms": 14.0,
    "bff": 18.0,
    "relay": 25.0,
    "instance-worker": 70.0,
    "projection": 110.0,
    "webhooks": 20.0,
    "imports": 20.0,
    "maintenance": 400.0,
}
EVENT_MS = {"oms": 0.14, "relay": 0.015, "instance-worker": 0.3, "projection": 0.19}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Invocations a second of one function, the seconds of each, and the memory it has."""

    invocations: float
    seconds: float
    memory_gb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """A steady rate, and the batching window of the instance worker in seconds."""

    events: float
    window: float

    @property
    def writes(self) -> float:
        """HTTP requests a second that write."""
        return self.events * (SHARE_SINGLE + (1 - SHARE_SINGLE) / LINES_A_BULK)

    @property
    def singles(self) -> float:
        """HTTP requests a second that write one thing."""
        return self.events * SHARE_SINGLE

    @property
    def reads(self) -> float:
        """HTTP requests a second that read."""
        return self.events * READS_AN_EVENT

    def flows(self) -> Mapping[str, Flow]:
        """Give the flow of every function on the way. One batch is in flight a shard, and one a projection, of which
        there are as many as the rate needs and which have no window, since they put nothing into S3."""
        runs = min(self.writes, RELAY_RUNS_A_SECOND) + TICKS_A_SECOND
        return {
            "oms": _flow("oms", self.writes, self.events),
            "bff": _flow("bff", self.reads, 0.0),
            "relay": _flow("relay", runs, self.events),
            "instance-worker": _flow("instance-worker", _batches("instance-worker", self, SHARDS), self.events),
            "projection": _flow("projection", _batches("projection", self, self.projections), self.events),
            # Nobody is told and nothing is brought in: they look whether there is something.
            "webhooks": _flow("webhooks", TICKS_A_SECOND, 0.0),
            "imports": _flow("imports", TICKS_A_SECOND, 0.0),
            "maintenance": _flow("maintenance", TICKS_A_SECOND, 0.0),
        }

    @property
    def projections(self) -> int:
        """How many projections must run side by side, each at most so busy."""
        return max(1, ceil(self.events / capacity("projection") / BUSY))

    @property
    def segments(self) -> float:
        """Segments a second: one a worker's batch."""
        return self.flows()["instance-worker"].invocations

    @property
    def puts(self) -> float:
        """Objects put a second: segments, and a pack a tick while there is something to pack."""
        return self.segments + (TICKS_A_SECOND if self.events else 0.0)

    @property
    def puts_an_event(self) -> float:
        """Objects put for each event."""
        return self.puts / self.events if self.events else 0.0

    @property
    def carried_seconds(self) -> float:
        """Seconds from a command to its outcome: relay, window, worker."""
        return self.window + sum(self.flows()[name].seconds for name in ("relay", "instance-worker"))

    @property
    def latency(self) -> float:
        """Seconds from a command to its document: the projection after these."""
        return self.carried_seconds + self.flows()["projection"].seconds


def memory_gb(function: str) -> float:
    """The memory the catalogue gives a function."""
    return next(each.memory_mb for each in FUNCTIONS if each.name == function) / 1024


def capacity(function: str) -> float:
    """Events a second that one environment of a function can carry at most."""
    return 1000 / (EVENT_MS[function] * _slower(function))


def seconds_of(function: str, events: float) -> float:
    """Seconds of an invocation that carries so many events."""
    return (WAIT_MS[function] + EVENT_MS.get(function, 0.0) * events * _slower(function)) / 1000


def _slower(function: str) -> float:
    return max(1.0, MEMORY_OF_A_PROCESSOR / memory_gb(function))


def _flow(function: str, invocations: float, events: float) -> Flow:
    each = events / invocations if invocations else 0.0
    return Flow(invocations=invocations, seconds=seconds_of(function, each), memory_gb=memory_gb(function))


def _batches(function: str, traffic: Traffic, lanes: int) -> float:
    """Solve for the batch a lane gathers: it waits for a first record, a window, and the batch before it."""
    if not traffic.events:
        return 0.0
    rate = traffic.events / lanes
    window = traffic.window if function == "instance-worker" else 0.0
    batch = 1.0
    for _ in range(200):
        batch = max(1.0, rate * (1 / rate + window + seconds_of(function, batch)))
    return traffic.events / batch
