"""The one commit point: put a segment where its sequence is free, and find out who won when it is not."""

import time

from spice.application.ground.follow_chain import read_next
from spice.messages.segment import Segment
from spice.ports.errors import AlreadyThere, Transient, Unknown
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import ShardHead

TRIES = 5


def append_segment(log: EventLog, head: ShardHead, segment: Segment) -> Segment:
    """Write the segment that follows a head; answers the one that stands at its place: ours, or the winner's.

    Raises Transient, and BrokenChain when what stands there does not follow the head.
    """
    header = segment.header
    for attempt in range(TRIES):
        try:
            log.append(header.generation, header.shard, header.sequence, segment.body)
            return segment
        except AlreadyThere:
            return _standing(log, head, segment)
        except Unknown:
            # The write may have landed, or may land later: the condition makes repeating it safe.
            body = log.read(header.generation, header.shard, header.sequence)
            if body is not None:
                return segment if body == segment.body else _read(head, segment, body)
            time.sleep(0.05 * 2**attempt)
    raise Transient("s3", f"segment {header.shard}/{header.sequence} could not be written in {TRIES} tries")


def _standing(log: EventLog, head: ShardHead, segment: Segment) -> Segment:
    header = segment.header
    body = log.read(header.generation, header.shard, header.sequence)
    if body is None:
        raise Transient("s3", f"segment {header.shard}/{header.sequence} is refused as existing but cannot be read")
    return segment if body == segment.body else _read(head, segment, body)


def _read(head: ShardHead, ours: Segment, body: bytes) -> Segment:
    return read_next(head, ours.header.generation, ours.header.sequence, body)
