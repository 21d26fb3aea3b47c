"""Our own log at the depth of an event store: commands that are there -> decided, in the log, in the index.

In this process, by the adapters and the worker that the functions have; no HTTP, no relay, no search. What is published
goes to a bus that nobody reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec

from benchmarks.bench import Bench
from benchmarks.flights import identity
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.state import MemoryState
from spice.application.work.workers import Workers
from spice.domain.identity import aggregate_id, partition_of
from spice.domain.shards import INSTANCE, Shard
from spice.messages.codec import encode
from spice.messages.command import Command, command_record
from spice.messages.segment import read_segment
from spice.ports.bus import ConsumedRecord

PAGE = 100
"""Segments that are looked up at once."""


class AtDepth:
    """The instance worker and the log of a platform that does nothing else meanwhile."""

    def __init__(self, bench: Bench) -> None:
        self._database, ports, bus = bench.uuid(), bench.stand.ports, MemoryBus(MemoryState())
        self._partitions = ports.bus.partitions(Shard(INSTANCE, 0).commands)
        bus.create_topics({Shard(INSTANCE, 0).events: self._partitions, Shard(INSTANCE, 0).dead_letters: 1})
        self._ports, workers = ports, Workers(replace(ports, bus=bus))
        self._carry_out, self._commit = workers(INSTANCE), ports.ontology.head(self._database)
        self._shape = workers.ontologies(self._database, self._commit).named("Flight")
        self._offset = 0

    def commands(self, data: Sequence[dict[str, Any]], *, update: bool = False) -> dict[int, list[ConsumedRecord]]:
        """Write the commands that create flights, or change their delays, as the bus brings them to each shard."""
        records: dict[int, list[ConsumedRecord]] = {}
        for row in data:
            command = self._command(row, update=update)
            partition = partition_of(command.key, self._partitions)
            record, self._offset = command_record(command), self._offset + 1
            consumed = ConsumedRecord(
                key=record.key,
                value=record.value,
                headers=record.headers,
                topic=Shard(INSTANCE, partition).commands,
                partition=partition,
                offset=self._offset,
            )
            records.setdefault(partition, []).append(consumed)
        return records

    def carry_out(self, records: dict[int, list[ConsumedRecord]], *, at_once: int) -> int:
        """Carry commands out in batches of so many; answers how many there were."""
        for partition, waiting in records.items():
            for first in range(0, len(waiting), at_once):
                self._carry_out(waiting[0].topic, partition, waiting[first : first + at_once])
        return sum(map(len, records.values()))

    def catch_up(self) -> int:
        """Read every event of every shard of instances from the log, in order; answers how many there are."""
        return sum(1 for partition in range(self._partitions) for _ in self._events(Shard(INSTANCE, partition).name))

    def _events(self, shard: str) -> Iterator[object]:
        after = 0
        while links := self._ports.model.links(shard, after=after, limit=PAGE):
            for link in links:
                body = self._ports.log.read(link.generation, shard, link.sequence)
                yield from read_segment(body or b"").events()
                after = link.sequence

    def _command(self, row: dict[str, Any], *, update: bool) -> Command:
        check = self._shape.check_patch if update else self._shape.check
        data, problems = check({"dep_delay": self._offset, "arr_delay": -self._offset} if update else row)
        if problems:
            raise RuntimeError(f"a flight is refused: {problems[0]}")
        name = identity(row)
        payload = {"class_id": self._shape.id, "id": name, "patch" if update else "data": data}
        return Command(
            id=uuid4(),
            type="PatchInstance" if update else "CreateInstance",
            key=aggregate_id(self._database, self._shape.root_id, name),
            actor="bench",
            submitted_at=datetime.now(UTC),
            payload=msgspec.Raw(encode(payload)),
            database=self._database,
            ontology_commit=self._commit,
        )
