"""A platform with a sea of boats, one shard of whose log has a history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from infra.catalogue.model import Topic
from spice.domain.identity import partition_of
from spice.domain.shards import INSTANCE, Shard
from spice.messages.work import Work
from spice.ports.errors import BrokenChain
from tests.contract.conftest import Stores
from tests.contract.damage import Hand, Place
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.memory_platform import Context, MemoryPlatform, kafka_event, topic_triggers

SEA = "/database/sea/instances/Boat"
LONG = 6
"""Segments of the shard that is broken."""


@dataclass
class Sea:
    """A database of boats whose shards are known; one of them has a history."""

    platform: MemoryPlatform
    client: ApiClient
    hand: Hand
    boat: str = ""
    shard: str = ""
    other: str = ""
    elsewhere: str = ""
    """A boat of another shard, and that shard."""

    def settle(self) -> None:
        """Let everything happen, partition by partition, as event source mappings do; what is broken waits."""
        moved = True
        while moved:
            moved = bool(self.platform.ports.outbox.shards())
            self.platform.relay()
            for function, trigger in topic_triggers():
                if function.name != "dead-letters":
                    moved |= self._deliver(function.name, trigger)

    def work(self) -> None:
        """Let workers do what was accepted, in a segment a shard; what follows waits."""
        self.platform.relay()
        for function, trigger in topic_triggers():
            if function.name == "instance-worker":
                self._deliver(function.name, trigger)

    def _deliver(self, function: str, trigger: Topic) -> bool:
        consumer, moved = self.platform.consumer, False
        for partition, lag in consumer.lag(trigger.group, trigger.topic).items():
            if not lag:
                continue
            records = consumer.fetch(trigger.group, trigger.topic, partition, max_records=500, max_bytes=4_000_000)
            with suppress(BrokenChain):
                self.platform.handlers[function](kafka_event(records), Context())
                consumer.commit(trigger.group, trigger.topic, partition, records[-1].offset + 1)
                moved = True
        return moved

    def tick(self) -> None:
        """Do what the schedule and the kicks of maintenance would."""
        self.platform.maintain()
        for job in self.platform.ports.jobs.unfinished():
            self.platform.handlers["projection"]({"job": str(job.id)}, Context())

    def write(self, boat: str, **data: object) -> str:
        """Write a boat and let everything happen; answers the command."""
        command = self.submit(boat, **data)
        self.settle()
        return command

    def submit(self, boat: str, **data: object) -> str:
        """Have a boat accepted; answers the command."""
        reply = self.client.put(f"{SEA}/{boat}", {"data": data})
        assert reply.status in (200, 202), reply.body
        return str(reply.data["command_id"])

    def state(self, command: str) -> str:
        """Tell what became of a command."""
        return str(self.client.get(f"/commands/{command}").data["state"])

    def job(self, path: str) -> Any:
        """Start a job and see it end."""
        started = self.client.post(path)
        assert started.status == 202, started.body
        self.tick()
        return self.client.get(f"/admin/jobs/{started.data['job_id']}").data

    def job_of(self, work: Work) -> None:
        """Have maintenance do a job to its end."""
        job = self.platform.ports.jobs.request(uuid4(), work, {})
        self.tick()
        found = self.platform.ports.jobs.find(job.id)
        assert found is not None
        assert found.state == "COMPLETED", found

    def quarantined(self) -> dict[str, int]:
        """What the platform says is broken."""
        return {each["shard"]: each["sequence"] for each in self.client.get("/admin/shards").data}

    def names(self) -> set[str]:
        """The shards that readiness names."""
        return {each["shard"] for each in self.client.get("/health/ready").data["quarantined"]}

    def boats(self) -> Reply:
        """All boats."""
        return self.client.get(SEA.removesuffix("/Boat") + "?class=Boat&limit=100")

    def places(self) -> list[Place]:
        """The segments of the shard."""
        return self.hand.places(self.shard)


@contextmanager
def a_sea(stores: Stores, issuer: Issuer) -> Iterator[Sea]:
    """A sea on stores whose log is empty before and afterwards."""
    ports = replace(stores.ports, settings=replace(stores.ports.settings, jwks_url=issuer.url))
    platform = MemoryPlatform(ports=ports, consumer=stores.consumer, issuer=issuer)
    sea = Sea(platform, platform.client(roles=["admin"]), Hand(ports.log, ports.log_objects))
    sea.hand.clear()
    sea.client.post("/database", {"name": "sea"})
    sea.settle()
    boat = {"name": "Boat", "properties": [{"name": "n", "type": "xsd:integer"}]}
    sea.client.post("/database/sea/ontology", boat)
    sea.settle()
    class_id = sea.client.get("/database/sea/ontology/Boat").data["id"]
    database = ports.directory.databases(subject=None)[0].uuid
    shard_of: Callable[[str], str] = lambda boat: (  # noqa: E731  # one line of meaning
        Shard(INSTANCE, partition_of(f"{database}:{class_id}:{boat}", 6)).name
    )
    sea.boat, sea.shard = "b", shard_of("b")
    sea.other = next(f"b{n}" for n in range(100) if shard_of(f"b{n}") != sea.shard)
    sea.elsewhere = shard_of(sea.other)
    for n in range(LONG):
        sea.submit(sea.boat, n=n)
        sea.submit(sea.other, n=n)
        sea.work()
    sea.settle()
    yield sea
    sea.hand.clear()
