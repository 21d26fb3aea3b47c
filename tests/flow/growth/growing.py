"""A family that grows on a platform stepped by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from spice.adapters.memory.state import MemoryState
from spice.domain.identity import partition_of
from spice.messages.segment import Segment, read_segment
from spice.ports.crash import Crash
from tests.flow.conftest import Air, Killed
from tests.support.memory_platform import MemoryPlatform

POINTS = (
    "grow.after_intent",
    "grow.after_drained",
    "grow.after_pause",
    "grow.after_put",
    "grow.after_closed",
    "grow.after_topics",
    "grow.after_begin",
)


def ask(air: Air, to: int, family: str = "instance") -> str:
    """Ask for more partitions; answers the job."""
    asked = air.client.post(f"/admin/partitions/{family}/grow", {"to": to})
    assert asked.status == 202, asked.body
    return str(asked.data["job_id"])


def grow(air: Air, to: int, family: str = "instance") -> None:
    """Grow a family, with nobody else at work."""
    job = ask(air, to, family)
    air.platform.maintain()
    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"


def with_crash(air: Air, crash: Crash) -> MemoryPlatform:
    """Other processes on the same stores, which pass points of ours."""
    ports = replace(air.platform.ports, crash=crash)
    return MemoryPlatform(ports=ports, consumer=air.platform.consumer, issuer=air.platform.issuer)


def at(wanted: str, act: Callable[[], None], *, times: int = 1) -> Crash:
    """Act at a point, so often."""
    left = [times]

    def passed(point: str) -> None:
        if point == wanted and left[0] > 0:
            left[0] -= 1
            act()

    return passed


def die() -> None:
    """End the process."""
    raise Killed


def state_of(air: Air) -> MemoryState:
    """The tables behind the twins."""
    state: MemoryState = vars(air.platform.ports.outbox)["_state"]
    return state


def segments(air: Air, family: str = "instance") -> list[Segment]:
    """The log of a family, a generation after another."""
    log = air.platform.ports.log
    found = []
    for generation, shard in log.shards():
        for sequence in log.sequences(generation, shard) if shard.startswith(family) else ():
            body = log.read(generation, shard, sequence)
            assert body is not None
            found.append(read_segment(body))
    return found


def check_log(air: Air, partitions: dict[int, int]) -> None:
    """Chains hold across generations, nothing follows a closing segment, every event is where its map says."""
    last: dict[str, Segment] = {}
    for segment in segments(air):
        header, before = segment.header, last.get(segment.header.shard)
        assert header.sequence == (before.header.sequence + 1 if before else 1)
        assert header.prev_sha256 == (before.sha256 if before else "0" * 64)
        assert header.generation == (before.header.generation if before else header.generation) + bool(
            before and before.header.closes
        )
        last[header.shard] = segment
        for event in segment.events():
            assert partition_of(event.aggregate, partitions[header.generation]) == int(header.shard[-4:])


def events_of(air: Air, identity: str) -> list[Any]:
    """What the feed tells of a flight, in its order."""
    told = air.client.get("/database/air/events?limit=1000").data
    return [each["version"] for each in told if each.get("class") == "Flight" and each["id"] == identity]
