"""The outbox to the bus: the platform's own relay, on a topic that nobody reads."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_OID, uuid5

import msgspec

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_least
from benchmarks.flights import identity, rows
from benchmarks.usage import cpu_seconds, limits, per_event
from spice.adapters.postgres.command_rows import outbox_rows
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.command_store import Submission

TOPIC, PARTITIONS = "bench-relay", 6
MESSAGES_A_SECOND = 15_000
SUBMITTED = 10_000
"""Commands of one bulk request."""
LONGEST_SECONDS = 120.0
_KEEP = "insert into intake.outbox (topic, partition, record_count, records) values (%s, %s, %s, %s)"
_WAITING = "select count(*) from intake.outbox where topic = %s"


def measure(bench: Bench) -> Iterator[Figure]:
    """Put flights as commands into the outbox at one moment, and watch the relay bring them to the bus."""
    wanted, topics = bench.options.flights, bench.stand.ports.topics
    topics.create_topics({TOPIC: PARTITIONS})
    there = sum(topics.lag("bench", TOPIC).values())
    bench.settle("search")
    _fill(bench, wanted)
    before, began = cpu_seconds(bench.stand.data), time.monotonic()
    bench.stand.kick("relay")
    while bench.stand.look(_WAITING, (TOPIC,))[0]:
        if time.monotonic() - began > LONGEST_SECONDS:
            raise RuntimeError(f"the outbox is not empty after {LONGEST_SECONDS:.0f} s")
        time.sleep(0.02)
    seconds = time.monotonic() - began
    spent = cpu_seconds(bench.stand.data) - before
    note = f"{limits(spent, seconds)}; {per_event(spent, wanted)}"
    yield at_least("relay: outbox to bus", wanted / seconds, MESSAGES_A_SECOND, "/s", note=note)
    found = sum(topics.lag("bench", TOPIC).values()) - there
    yield Figure(name="  found on the topic", measured=f"{found:,}", target=f"{wanted:,}", reached=found == wanted)


def _fill(bench: Bench, wanted: int) -> None:
    data = rows(wanted)
    with bench.stand.postgres.transaction(), bench.stand.postgres.cursor() as cursor:
        for first in range(0, wanted, SUBMITTED):
            commands = [_command(row) for row in data[first : first + SUBMITTED]]
            submission = Submission(commands=commands, topic=TOPIC)
            for partition, batch in outbox_rows(submission, PARTITIONS):
                cursor.execute(_KEEP, (TOPIC, partition, len(batch), batch.encoded))


def _command(row: dict[str, object]) -> Command:
    name = identity(row)
    return Command(
        id=uuid5(NAMESPACE_OID, name),
        type="CreateInstance",
        key=name,
        actor="bench",
        submitted_at=datetime.now(UTC),
        payload=msgspec.Raw(encode({"class": "Flight", "id": name, "data": row})),
    )
