"""A segment counts only if it is the one that belongs at its place: readable, as its header says, its key's, and the
next of its chain."""

import hashlib
from collections.abc import Iterator

from spice.messages.event_lines import check_root
from spice.messages.segment import Header, Segment, read_segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import Link, ShardHead


def walk_chain(log: EventLog, head: ShardHead, *, upto: int = 1) -> Iterator[Segment]:
    """Walk the segments of a shard behind a head, generation by generation; generations up to `upto` are looked into
    whatever is listed. Raises BrokenChain at the first bad one."""
    ahead = {number for number, shard in log.shards() if shard == head.shard} | set(range(1, upto + 1))
    while ahead:
        ahead.remove(generation := min(ahead))
        for segment in walk_generation(log, generation, head):
            head = head_after(segment)
            yield segment
        if head.closes is not None and head.closes.next_generation > generation:
            ahead.add(head.closes.next_generation)


def walk_generation(log: EventLog, generation: int, head: ShardHead) -> Iterator[Segment]:
    """Walk what a generation has of a shard behind a head. Raises BrokenChain at the first bad one."""
    if head.sequence and generation < head.generation:
        return
    for sequence, body in _found(log, generation, head):
        segment = read_next(head, generation, sequence, body)
        head = head_after(segment)
        yield segment


def _found(log: EventLog, generation: int, head: ShardHead) -> Iterator[tuple[int, bytes | None]]:
    """Give what stands behind a head, in order. A listing is a hint: what it lacks may be there, and is asked for."""
    last = head.sequence
    for sequence, body in log.walk(generation, head.shard, after=last if generation == head.generation else 0):
        while sequence > last + 1 and (unlisted := log.read(generation, head.shard, last + 1)) is not None:
            yield (last := last + 1), unlisted
        yield sequence, body if body is not None else log.read(generation, head.shard, sequence)
        last = sequence
    while (unlisted := log.read(generation, head.shard, last + 1)) is not None:
        yield (last := last + 1), unlisted


def head_after(segment: Segment, *, published: int = 0) -> ShardHead:
    """Tell what a shard's head is once a segment is its last."""
    header = segment.header
    return ShardHead(
        shard=header.shard,
        generation=header.generation,
        sequence=header.sequence,
        sha256=segment.sha256,
        recorded_at=segment.last_at,
        published=published,
        closes=header.closes,
    )


def read_next(head: ShardHead, generation: int, sequence: int, body: bytes | None) -> Segment:
    """Read the segment that stands in the log behind a head. Raises BrokenChain when it does not follow it."""
    if sequence != head.sequence + 1:
        raise BrokenChain(generation, head.shard, head.sequence + 1, f"it is gone, and segment {sequence} is there")
    segment = _read_at(generation, head.shard, sequence, body)
    header = segment.header
    if header.prev_sha256 != head.sha256:
        reason = f"its prev_sha256 is not the sha256 of segment {head.sequence}" if head.sequence else "it is not first"
        raise BrokenChain(generation, head.shard, sequence, reason)
    if not _may_follow(head, header):
        raise BrokenChain(generation, head.shard, sequence, f"generation {head.generation} does not go on in it")
    if head.sequence and head.recorded_at is not None and header.recorded_at <= head.recorded_at:
        raise BrokenChain(generation, head.shard, sequence, "its time is not behind the one before it")
    return segment


def read_indexed(shard: str, link: Link, body: bytes | None) -> Segment:
    """Read a segment that was indexed. Raises BrokenChain when the log has another one now, or none."""
    check_indexed(shard, link, body)
    return _read_at(link.generation, shard, link.sequence, body)


def check_indexed(shard: str, link: Link, body: bytes | None) -> None:
    """See that the log has a segment as it was indexed. Raises BrokenChain."""
    if body is None:
        raise BrokenChain(link.generation, shard, link.sequence, "it is indexed, and not in the log")
    if hashlib.sha256(body).hexdigest() != link.sha256:
        raise BrokenChain(link.generation, shard, link.sequence, "it is not the one that was indexed")


def _read_at(generation: int, shard: str, sequence: int, body: bytes | None) -> Segment:
    if body is None:
        raise BrokenChain(generation, shard, sequence, "it is listed, and cannot be read")
    try:
        segment = read_segment(body)
        if segment.header.events_root is not None:
            check_root(segment)
    except ValueError as unreadable:
        raise BrokenChain(generation, shard, sequence, str(unreadable)) from unreadable
    header = segment.header
    if (header.generation, header.shard, header.sequence) != (generation, shard, sequence):
        says = f"{header.shard}/{header.sequence} of generation {header.generation}"
        raise BrokenChain(generation, shard, sequence, f"it says that it is {says}")
    return segment


def _may_follow(head: ShardHead, header: Header) -> bool:
    """A generation ends with its closing segment, and with nothing else."""
    if head.closes is not None:
        return header.generation == head.closes.next_generation
    return head.sequence == 0 or header.generation == head.generation
