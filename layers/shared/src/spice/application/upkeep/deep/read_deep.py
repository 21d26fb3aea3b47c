"""Segments -> their lines, put aside by instance: each is seen to be what its header says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from spice.application.ground.follow_chain import walk_chain
from spice.application.upkeep.sealing.checked import Wrong
from spice.domain.identity import stream_bytes
from spice.messages.frame import unpack
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import ShardHead
from spice.ports.spool import Spool

STREAM, PLACE = 16, 16
"""Bytes of a record before its line: the instance's stream; number of its shard, generation and sequence."""


@dataclass(slots=True, kw_only=True)
class Put:
    """What was put aside, and what is wrong with it already."""

    events: int = 0
    databases: set[UUID] = field(default_factory=set)
    shards: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def wrong_at(self, record: bytes, reason: str) -> Wrong:
        """Say what is wrong with the segment that a record's line stands in."""
        number, generation = (int.from_bytes(record[at : at + 4], "big") for at in (STREAM, STREAM + 4))
        sequence = int.from_bytes(record[STREAM + 8 : STREAM + PLACE], "big")
        return Wrong(reason=reason, shard=self.shards[number], generation=generation, sequence=sequence)


class ReadDeep:
    """Reads a log whole, or as far as an index has it."""

    def __init__(self, log: EventLog, spool: Spool) -> None:
        self._log, self._spool = log, spool

    def __call__(self, heads: Mapping[str, ShardHead] | None) -> Put:
        """Put every line of an instance aside; `heads`: how far, None for all. Raises Transient."""
        put = Put(shards=sorted({shard for _, shard in self._log.shards()} | (heads or {}).keys()))
        for number, shard in enumerate(put.shards):
            try:
                for segment in self._segments(shard, heads):
                    self._take(number, segment, put)
            except BrokenChain as broken:
                put.wrong.append(_wrong(broken))
        return put

    def written(self, since: Mapping[str, ShardHead], upto: Mapping[str, ShardHead]) -> set[bytes]:
        """Tell the streams of all instances that were written between two looks at an index. Raises PortError."""
        found = set[bytes]()
        for shard, head in upto.items():
            for segment in walk_chain(self._log, since.get(shard, ShardHead(shard=shard)), upto=head.generation):
                if segment.header.sequence > head.sequence:
                    break
                found.update(stream for _, stream in _streams(segment))
        return found

    def _segments(self, shard: str, heads: Mapping[str, ShardHead] | None) -> Iterator[Segment]:
        known = None if heads is None else heads.get(shard, ShardHead(shard=shard))
        for segment in walk_chain(self._log, ShardHead(shard=shard), upto=1 if known is None else known.generation):
            if known is not None and segment.header.sequence > known.sequence:
                return
            yield segment

    def _take(self, number: int, segment: Segment, put: Put) -> None:
        header, lines = segment.header, unpack(segment.body).split(b"\n")[1:-1]
        place = number.to_bytes(4, "big") + header.generation.to_bytes(4, "big") + header.sequence.to_bytes(8, "big")
        put.databases |= {each.uuid for each in header.databases}
        put.events += len(lines)
        for at, stream in _streams(segment):
            self._spool.put(stream[0], stream + place + lines[at])


def _streams(segment: Segment) -> Iterator[tuple[int, bytes]]:
    """Tell which lines are of instances, and of which."""
    header = segment.header
    databases = [str(each.uuid) for each in header.databases]
    of_command = [header.requests[each.request].database for each in header.outcomes]
    for number, line in enumerate(segment.lines):
        at = of_command[line.command]
        if line.id is not None and line.key is None and at is not None:
            yield number, stream_bytes(f"{databases[at]}:{line.root or line.class_id or ''}:{line.id}")


def _wrong(of: BrokenChain) -> Wrong:
    return Wrong(reason=of.reason, shard=of.shard, generation=of.generation, sequence=of.sequence)
