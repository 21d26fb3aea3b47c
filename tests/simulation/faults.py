"""What may go wrong at every arrow: a port fails before or after it took effect, a write lands late, a process dies."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, cast

from spice.messages.record_batch import Record
from spice.messages.segment import read_segment
from spice.ports.errors import AlreadyThere, Transient, Unknown
from spice.ports.event_log import EventLog
from spice.ports.next_index import NextIndex
from spice.wired import Wired

DEADLY = "deadly"
PORTS = (
    *(
        "commands",
        "outbox",
        "bus",
        "log",
        "packs",
        "model",
        "attempts",
        "histories",
        "ontology",
        "directory",
        "checkpoints",
    ),
    *("jobs", "retention", "search", "marks", "topics", "generations", "quarantine"),
)
"""Every port a worker may be failed by; a cache never raises, and losing a kick costs only time."""


class Died(BaseException):
    """The process ended, as suddenly as a machine does."""


@dataclass
class Chaos:
    """Decides what goes wrong; `between` lets somebody else act between two calls of a worker."""

    random: Random
    rate: float = 0.02
    deaths: float = 0.02
    between: Callable[[], None] | None = None
    late: list[tuple[int, str, int, bytes]] = field(default_factory=list)
    appended: Counter[str] = field(default_factory=Counter)
    """How many segments each shard was given by somebody who went on behind its head."""

    def strikes(self, rate: float | None = None) -> bool:
        """Tell whether something goes wrong here."""
        return self.random.random() < (self.rate if rate is None else rate)

    def crash(self, point: str) -> None:
        """Pass a point, or die at it."""
        if self.rate and self.strikes(self.deaths):
            raise Died(point)

    def around(self, ports: Wired) -> Wired:
        """Put faults before every port."""
        faulty: dict[str, Any] = {name: Faulty(getattr(ports, name), name, self) for name in PORTS}
        log = cast(EventLog, FaultyLog(ports.log, self))
        beside = cast(NextIndex, FaultyNextIndex(ports.next_index, self))
        return replace(ports, **{**faulty, "log": log, "next_index": beside, "crash": self.crash})

    def land(self, log: EventLog, *, everything: bool = False) -> None:
        """Let writes land whose answer was lost long ago."""
        while self.late and (everything or self.strikes(0.5)):
            try:
                log.append(*self.late.pop(self.random.randrange(len(self.late))))
            except AlreadyThere:
                continue


class Faulty:
    """A port whose every call may fail before or after it took effect, with others acting in between."""

    def __init__(self, port: object, name: str, chaos: Chaos) -> None:
        self._port, self._name, self._chaos = port, name, chaos

    def __getattr__(self, method: str) -> Any:
        real = getattr(self._port, method)

        def call(*arguments: Any, **options: Any) -> Any:
            chaos = self._chaos
            if chaos.between is not None:
                chaos.between()
            if chaos.strikes():
                raise Transient(self._name, f"{method} did not begin")
            if method == "publish" and chaos.strikes():
                self._publish_some(real, *arguments)
            answer = real(*arguments, **options)
            if chaos.strikes():
                raise Transient(self._name, f"the answer of {method} was lost")
            return answer

        return call

    def _publish_some(self, publish: Any, topic: str, partition: int, records: Sequence[Record]) -> None:
        kept = list(records)[: self._chaos.random.randrange(len(records) + 1)]
        if kept:
            publish(topic, partition, kept)
        raise Transient(self._name, "only the beginning was kept")


class FaultyLog(Faulty):
    """A log whose writes may answer Unknown, having landed or not, or landing later; and some kill their writer."""

    def __init__(self, log: EventLog, chaos: Chaos) -> None:
        super().__init__(log, "log", chaos)
        self._log = log

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment."""
        chaos = self._chaos
        if chaos.between is not None:
            chaos.between()
        if chaos.rate and any(DEADLY in {**(line.data or {}), **(line.set or {})}.values() for line in _lines(body)):
            raise Died("a deadly command")
        if not chaos.strikes(chaos.rate * 4):
            chaos.appended[shard] += 1
            self._log.append(generation, shard, sequence, body)
            return
        chaos.appended[shard] += 1
        fate = chaos.random.choice(["lost", "landed", "late"])
        if fate == "landed":
            self._log.append(generation, shard, sequence, body)
        if fate == "late":
            chaos.late.append((generation, shard, sequence, body))
        raise Unknown("log", f"no answer for {shard}/{sequence}")


class FaultyNextIndex(Faulty):
    """A next index that fails like any port, in what is filled as well; and whoever swaps it may die in the middle."""

    def __init__(self, beside: NextIndex, chaos: Chaos) -> None:
        super().__init__(beside, "next index", chaos)
        self._beside = beside

    def model(self) -> Any:
        """Give it to be filled."""
        return Faulty(self._beside.model(), "next index", self._chaos)

    def ontology(self) -> Any:
        """Give the ontologies beside it."""
        return Faulty(self._beside.ontology(), "next index", self._chaos)

    def swap(self, last: Callable[[], None]) -> None:
        """Swap, or die: before, while all others are held off, or when it is done."""
        chaos = self._chaos
        chaos.crash("swap.before")
        if chaos.strikes():
            raise Transient("next index", "the swap did not begin")

        def dying() -> None:
            last()
            chaos.crash("swap.after_last")

        self._beside.swap(dying)
        chaos.crash("swap.after")
        if chaos.strikes():
            raise Transient("next index", "the answer of the swap was lost")


def _lines(body: bytes) -> Sequence[Any]:
    return read_segment(body).lines
