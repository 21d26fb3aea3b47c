"""In which generation a shard goes on, and whose commands are its: the map workers go by is the index's."""

from collections.abc import Sequence
from dataclasses import replace

from spice.application.deciding.decisions import Incoming
from spice.domain.administration import Release
from spice.domain.identity import partition_of
from spice.domain.shards import Shard
from spice.ports.errors import Transient
from spice.ports.generations import Generation
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Snapshot


def following(head: ShardHead, generation: Generation) -> ShardHead:
    """The head to go on from: sequence and chain go on, in the newest generation, behind every time before it."""
    if head.generation == generation.number:
        return head
    times = [at for at in (head.recorded_at, generation.floor) if at is not None]
    return replace(head, generation=generation.number, recorded_at=max(times, default=None), closes=None)


def open_head(snapshot: Snapshot) -> ShardHead:
    """The head to append behind. Raises Transient while a closed shard's next generation has not begun."""
    head = following(snapshot.head, snapshot.generation)
    if head.closes is not None:
        raise Transient("log", f"shard {head.shard} is closed: its next generation has not begun")
    return head


def sorted_out(shard: Shard, incoming: Sequence[Incoming], snapshot: Snapshot) -> tuple[list[Incoming], list[Incoming]]:
    """Part what this shard decides from what came by an older map and belongs to another shard."""
    partitions = snapshot.generation.partitions
    if partitions is None:
        return list(incoming), []
    ours: list[Incoming] = []
    others: list[Incoming] = []
    for item in incoming:
        (ours if _is_ours(shard, item, partitions, snapshot) else others).append(item)
    return ours, others


def _is_ours(shard: Shard, item: Incoming, partitions: int, snapshot: Snapshot) -> bool:
    """A record that nobody's code wrote may lie anywhere: it is parked where it came to, and released there."""
    if item.command is None or partition_of(item.key, partitions) == shard.partition:
        return True
    return isinstance(item.payload, Release) and item.key in snapshot.parked
