"""Events of indexed segments -> bus; parked commands -> dead-letter topic. A cursor per shard that only grows."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from spice.application.ground.follow_chain import read_indexed
from spice.application.work.compose_segment import letter_of
from spice.domain.shards import Shard
from spice.messages.codec import encode
from spice.messages.event import Event
from spice.messages.record_batch import Record
from spice.messages.segment import Segment
from spice.ports.shard_rows import ShardHead

if TYPE_CHECKING:
    from spice.ports import Ports

AT_ONCE = 100
"""Segments that are looked up at once."""
LARGEST = 512 * 1024
"""Bytes a record brings at most; what is larger stands in its segment and is only announced."""

_LONG = frozenset({"classes", "waived"})
"""What makes a commit long; the rest of it says what follows from it."""


class Publisher:
    """Publishes what a shard owes, from the segments; safe to repeat, since consumers know positions."""

    def __init__(self, ports: Ports) -> None:
        self._log, self._model, self._bus, self._crash = ports.log, ports.model, ports.bus, ports.crash

    def publish_owed(self, head: ShardHead) -> None:
        """Publish every indexed segment behind the cursor. Raises BrokenChain."""
        published = head.published
        while (
            links := self._model.links(head.shard, after=published, limit=AT_ONCE) if published < head.sequence else ()
        ):
            for link in links:
                body = self._log.read(link.generation, head.shard, link.sequence)
                segment = read_indexed(head.shard, link, body)
                self.publish(segment, [(event, encode(event)) for event in segment.events()])
                published = link.sequence

    def publish(self, segment: Segment, events: Sequence[tuple[Event, bytes]]) -> None:
        """Publish one segment's events and dead letters, then move the cursor."""
        shard = Shard.named(segment.header.shard)
        at = segment.header.recorded_at.isoformat()
        records = [_record(event, value, at) for event, value in events]
        if records:
            self._bus.publish(shard.events, shard.partition, records)
        if letters := _letters(segment):
            self._bus.publish(shard.dead_letters, 0, letters)
        self._crash("worker.after_publish")
        self._model.published(segment.header.shard, segment.header.sequence)


def _record(event: Event, value: bytes, at: str) -> Record:
    headers = _headers(event.type, event.actor, at)
    if len(value) > LARGEST:
        body = None if event.body is None else {name: event.body[name] for name in event.body if name not in _LONG}
        value = encode(msgspec.structs.replace(event, data=None, set=None, unset=None, body=body))
        headers = (*headers, ("content", b"segment"))
    return Record(key=event.aggregate.encode(), value=value, headers=headers)


@lru_cache(maxsize=64)
def _headers(kind: str, actor: str, at: str) -> tuple[tuple[str, bytes], ...]:
    """Write headers; a segment's records have the same ones, of which batches and mappings make something."""
    return (("event_type", kind.encode()), ("user", actor.encode()), ("timestamp", at.encode()))


def _letters(segment: Segment) -> list[Record]:
    """Copy parked commands for people and the dead-letter handler; those that only wait behind another are left out."""
    letters = []
    for outcome in segment.header.outcomes:
        if outcome.state != "PARKED" or outcome.attempt == 0 or outcome.record is None:
            continue
        body = {
            "letter": str(letter_of(outcome)),
            "shard": segment.header.shard,
            "key": outcome.key,
            "type": outcome.type,
            "attempts": outcome.attempt,
            "parked_at": segment.header.written_at,
            "error": outcome.errors[0].message if outcome.errors else None,
            "record": outcome.record if len(outcome.record["value"]) <= LARGEST else None,
        }
        key = base64.b64decode(outcome.record["key"])
        letters.append(Record(key=key, value=encode(body), headers=(("attempts", str(outcome.attempt).encode()),)))
    return letters
