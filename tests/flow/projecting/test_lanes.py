"""Several project at once, each its own shards, while one makes a read model again."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import count
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest

from functions.workers.projection import build as projection
from infra.catalogue.names import INSTANCE_EVENTS
from spice.entrypoints.lazy import Handler
from spice.ports.bus import ConsumedRecord
from spice.ports.errors import LeaseLost
from tests.flow.conftest import AIR, Air
from tests.support.memory_platform import Context, kafka_event, topic_triggers

SECONDS = 10
FLIGHTS = 40


@pytest.mark.parametrize("what", ["search", "metrics", "cache"])
def test_what_is_taken_into_a_read_model_that_goes_is_taken_in_again(air: Air, what: str) -> None:
    air.put("Flight", "1", number=1)
    ports, taken, reset = air.platform.ports, Event(), Event()

    def crash(point: str) -> None:
        # It has taken its events into what there was, and has not said so yet.
        if point == f"projection.after_{what}":
            taken.set()
            assert reset.wait(SECONDS)

    other = Other(projection(replace(ports, crash=crash)), taken)

    class Begins:
        """The search index, whose rebuild has read all that it wants when something is written."""

        def finish_rebuild(self, database: UUID) -> None:
            """Switch."""
            other.begin(air)
            ports.search.finish_rebuild(database)

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.search, name)

    class Ends:
        """Checkpoints, behind whose reset the other goes on at once."""

        def reset(self, *arguments: Any, **options: Any) -> None:
            """Reset."""
            other.begin(air)
            ports.checkpoints.reset(*arguments, **options)
            reset.set()
            other.end()

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.checkpoints, name)

    search: Any = Begins()
    checkpoints: Any = Ends()
    job = air.client.post(f"/admin/projections/{what}/rebuild").data["job_id"]
    projection(replace(ports, search=search, checkpoints=checkpoints))({"job": job}, Context())

    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert [hit["id"] for hit in air.client.get(f"{AIR}?class=Flight&q=late").data] == ["2"]
    metrics = air.client.get("/database/air/metrics").data
    assert (metrics["classes"]["Flight"], sum(row["count"] for row in metrics["writes"])) == (2, 2)


def test_a_rebuild_that_died_takes_in_again_what_came_since_it_began(air: Air) -> None:
    air.put("Flight", "1", number=1)
    ports = air.platform.ports
    uuid = ports.directory.databases(subject=None)[0].uuid

    class Slow:
        """The search index, into which another writes between a rebuild's reading and its switch."""

        def finish_rebuild(self, database: UUID) -> None:
            """Switch."""
            air.put("Flight", "2", number=2, note="late")
            ports.search.finish_rebuild(database)

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.search, name)

    class Mortal:
        """Checkpoints of a process that dies before it has reset them."""

        def reset(self, *arguments: Any, **options: Any) -> None:
            """Die."""
            raise KeyboardInterrupt

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.checkpoints, name)

    search: Any = Slow()
    checkpoints: Any = Mortal()
    job = air.client.post("/admin/projections/search/rebuild").data["job_id"]
    with pytest.raises(KeyboardInterrupt):
        projection(replace(ports, search=search, checkpoints=checkpoints))({"job": job}, Context())
    lost = [hit["id"] for hit in air.client.get(f"{AIR}?class=Flight&q=late").data]
    air.platform.handlers["projection"]({"job": job}, Context())

    assert ports.marks.find(uuid) == ports.search.marker(uuid)
    assert (lost, [hit["id"] for hit in air.client.get(f"{AIR}?class=Flight&q=late").data]) == ([], ["2"])


def test_one_rebuilds_at_a_time(air: Air) -> None:
    air.put("Flight", "1", number=1)
    ports, rebuilt = air.platform.ports, list[Mapping[str, int]]()

    class Entered:
        """The search index, during whose rebuild another is asked for the same."""

        def begin_rebuild(self, database: UUID) -> Any:
            """Begin."""
            rebuilt.append(air.platform.handlers["projection"]({"job": job}, Context()))
            return ports.search.begin_rebuild(database)

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.search, name)

    search: Any = Entered()
    job = air.client.post("/admin/projections/search/rebuild").data["job_id"]
    rebuilt.append(projection(replace(ports, search=search))({"job": job}, Context()))

    assert rebuilt == [{"rebuilt": 0}, {"rebuilt": 1}]


def test_who_lost_the_turn_switches_nothing(air: Air) -> None:
    air.put("Flight", "1", number=1)
    ports, switched, checks = air.platform.ports, list[UUID](), count()

    class Lost:
        """Jobs of a process that loses its turn when it has begun."""

        def turn(self, place: str) -> Any:
            """Take a turn."""
            return nullcontext(self)

        def check(self) -> None:
            """See that it is held."""
            if next(checks):
                raise LeaseLost("memory", "somebody else has it")

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.jobs, name)

    class Watched:
        """The search index, whose switches are written down."""

        def finish_rebuild(self, database: UUID) -> None:
            """Switch."""
            switched.append(database)

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.search, name)

    jobs: Any = Lost()
    search: Any = Watched()
    job = air.client.post("/admin/projections/search/rebuild").data["job_id"]
    with pytest.raises(LeaseLost):
        projection(replace(ports, jobs=jobs, search=search))({"job": job}, Context())

    assert switched == []
    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "RUNNING"


def test_a_database_that_another_dropped_meanwhile_stays_dropped(air: Air) -> None:
    air.put("Flight", "1", number=1)
    uuid = air.platform.ports.directory.databases(subject=None)[0].uuid
    air.client.put(f"{AIR}/Flight/2", {"data": {"number": 2}})
    air.platform.settle(but=("projection",))
    ports, events = air.platform.ports, kafka_event(_events(air))

    class Dropping:
        """The search index, dropped by another just before it is written."""

        def apply(self, database: UUID, documents: Sequence[Any]) -> None:
            """Write."""
            air.write("DELETE", "/database/air?confirm=air")
            ports.search.apply(database, documents)

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.search, name)

    search: Any = Dropping()
    projection(replace(ports, search=search))(events, Context())

    assert ports.search.marker(uuid) == ""


@pytest.mark.parametrize("lanes", [1, 2, 6])
def test_shards_may_be_projected_by_several(air: Air, lanes: int) -> None:
    instances = [{"data": {"number": number}} for number in range(FLIGHTS)]
    air.client.post(f"{AIR}/bulk", {"class": "Flight", "instances": instances})
    air.platform.settle(but=("projection",))
    events, handlers = _events(air), [projection(air.platform.ports) for _ in range(lanes)]

    _at_once([_lane(handler, events, number, lanes) for number, handler in enumerate(handlers)])

    metrics = air.client.get("/database/air/metrics").data
    assert air.client.get(f"{AIR}?class=Flight&limit=1").json["meta"]["total"] == FLIGHTS
    assert (metrics["classes"]["Flight"], sum(row["count"] for row in metrics["writes"])) == (FLIGHTS, FLIGHTS)


def _events(air: Air) -> list[ConsumedRecord]:
    """Read what waits for the projection of instances."""
    trigger = next(trigger for _, trigger in topic_triggers() if trigger.topic == INSTANCE_EVENTS)
    lags, consumer = air.platform.consumer.lag(trigger.group, trigger.topic), air.platform.consumer
    return [
        record
        for partition, lag in lags.items()
        if lag
        for record in consumer.fetch(trigger.group, trigger.topic, partition, max_records=1000, max_bytes=1_000_000)
    ]


def _lane(handler: Handler, events: Sequence[ConsumedRecord], number: int, lanes: int) -> Callable[[], None]:
    mine = [record for record in events if record.partition % lanes == number]

    def project() -> None:
        if mine:
            handler(kafka_event(mine), Context())

    return project


def _at_once(works: Sequence[Callable[[], None]]) -> None:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)


class Other:
    """Who projects what is written while another makes a read model again."""

    def __init__(self, handler: Handler, taken: Event) -> None:
        self._handler, self._taken = handler, taken
        self._thread: Thread | None = None

    def begin(self, air: Air) -> None:
        """Write something and have it taken in, once."""
        if self._thread is None:
            air.client.put(f"{AIR}/Flight/2", {"data": {"number": 2, "note": "late"}})
            air.platform.settle(but=("projection",))
            self._thread = Thread(target=self._handler, args=(kafka_event(_events(air)), Context()))
            self._thread.start()
            assert self._taken.wait(SECONDS)

    def end(self) -> None:
        """Wait until it is through."""
        assert self._thread is not None
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
