"""Everything one segment writes to the tables, under the lock the caller holds."""

from dataclasses import replace

from spice.adapters.memory.apply_administration import apply_administration
from spice.adapters.memory.state import MemoryState
from spice.domain.identity import partition_of
from spice.domain.shards import Shard
from spice.messages.codec import decode, encode
from spice.messages.event import Position, decode_event
from spice.messages.segment import Closing
from spice.ports.command_store import CommandState
from spice.ports.generations import Generation
from spice.ports.segment_change import Finished, HeadRow, SegmentChange
from spice.ports.shard_rows import Link, ShardHead


def apply_segment(state: MemoryState, change: SegmentChange) -> bool:
    """Write a segment's rows; False when the shard's head is not the one before it."""
    head = change.head
    before = state.shards.get(head.shard, ShardHead(shard=head.shard))
    if before.sequence != head.sequence - 1 or not _may_follow(state, before, head):
        return False
    state.shards[head.shard] = replace(head, published=before.published)
    link = Link(generation=head.generation, sequence=head.sequence, sha256=head.sha256)
    state.segments[head.shard, head.sequence, head.generation] = (len(change.events), link)
    for row in change.heads:
        _write_head(state, row, Position(head.generation, head.shard, head.sequence, row.n))
    _record(state, change)
    state.refused += change.refused
    for finished in change.finished:
        _finish(state, finished, head)
    for parked in change.parked:
        state.parked[parked.letter] = (head.shard, parked)
    for held in change.tightenings:
        known = state.tightenings.get((held.shard, held.database), held)
        state.tightenings[held.shard, held.database] = max(known, held, key=lambda each: each.sequence)
    for letter in change.released:
        state.parked.pop(letter, None)
    if head.closes is not None:
        _begin_generation(state, Shard.named(head.shard).family, head.closes)
    return True


def _may_follow(state: MemoryState, before: ShardHead, head: ShardHead) -> bool:
    """Nothing follows a closing segment in its generation, and nothing comes of one that has not begun."""
    begun = state.generations.get(Shard.named(head.shard).family, Generation()).number
    return head.generation <= begun and (before.closes is None or before.generation < head.generation)


def _begin_generation(state: MemoryState, family: str, closes: Closing) -> None:
    """Begin the next generation if every shard of this one is closed, and move what is parked to its new shards."""
    closed = [
        head
        for name, head in state.shards.items()
        if Shard.named(name).family == family and head.closes == closes and head.recorded_at is not None
    ]
    if len(closed) != closes.before or closes.next_generation <= state.generations.get(family, Generation()).number:
        return
    floor = max(head.recorded_at for head in closed if head.recorded_at is not None)
    state.generations[family] = Generation(number=closes.next_generation, partitions=closes.partitions, floor=floor)
    for letter, (shard, parked) in state.parked.items():
        if Shard.named(shard).family == family:
            home = Shard(family, partition_of(parked.key, closes.partitions))
            state.parked[letter] = (home.name, parked)


def _write_head(state: MemoryState, row: HeadRow, position: Position) -> None:
    key = (row.database, row.root_id, row.instance.id)
    held = state.instances.get(key)
    if held is None or held.version < row.instance.version:
        # What is read back has been JSON, here as there.
        state.instances[key] = replace(row.instance, data=decode(row.data))
        state.references[row.stream] = frozenset(row.references)
        state.streams[row.stream], state.positions_of[key] = key, position


def _record(state: MemoryState, change: SegmentChange) -> None:
    for stream, _, encoded in change.events:
        event = decode_event(encoded)
        state.recorded.append(event)
        if event.key is None:
            state.events.setdefault(state.streams[stream], []).append(event)
        else:
            apply_administration(state, event)


def _finish(state: MemoryState, finished: Finished, head: ShardHead) -> None:
    held = state.commands.get(finished.id)
    state.commands[finished.id] = CommandState(
        id=finished.id,
        type=finished.type,
        state=finished.state,
        actor=finished.actor,
        database=finished.database,
        submitted_at=finished.submitted_at,
        finished_at=head.recorded_at if finished.state != "PARKED" else None,
        attempts=finished.attempts,
        batch=finished.batch,
        line=finished.line,
        key=held.key if held else finished.key,
        class_id=finished.class_id,
        result=decode(encode(finished.result)) if finished.result is not None else None,
        errors=finished.errors,
        shard=head.shard,
        generation=head.generation,
        sequence=head.sequence,
    )
