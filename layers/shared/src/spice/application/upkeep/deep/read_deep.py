"""Segments -> their lines, put aside by instance: each is seen to be what its header says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from spice.application.ground.follow_chain import walk_chain
from spice.application.upkeep.sealing.checked import Wrong
from spice.domain.identity import stream_bytes
from spice.messages.frame import unpack
from spice.messages.instance_lines import instance_lines
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import ShardHead
from spice.ports.spool import Spool

STREAM, PLACE, MOMENT = 16, 16, 8
"""Bytes of a record before its line: the instance's stream; number of its shard, generation and sequence. That of a
command has its id, the place and the moment at which it ended."""
STREAMS, COMMANDS = 256, 64
"""Parts with the lines of instances, by the first byte of their stream; behind them, parts with ends of commands."""


@dataclass(slots=True, kw_only=True)
class Put:
    """What was put aside, and what is wrong with it already."""

    events: int = 0
    databases: set[UUID] = field(default_factory=set)
    shards: list[str] = field(default_factory=list)
    heads: Mapping[str, ShardHead] | None = None
    """How far an index is, which is what it is held against; None: there is none."""
    wrong: list[Wrong] = field(default_factory=list)

    def place(self, record: bytes) -> tuple[str, int, int]:
        """Tell shard, generation and sequence of the segment that a record is of."""
        number, generation = (int.from_bytes(record[at : at + 4], "big") for at in (STREAM, STREAM + 4))
        return self.shards[number], generation, int.from_bytes(record[STREAM + 8 : STREAM + PLACE], "big")

    def wrong_at(self, record: bytes, reason: str) -> Wrong:
        """Say what is wrong with the segment that a record is of."""
        shard, generation, sequence = self.place(record)
        return Wrong(reason=reason, shard=shard, generation=generation, sequence=sequence)

    def is_indexed(self, record: bytes) -> bool:
        """Tell whether an index has the segment that a record is of."""
        shard, _, sequence = self.place(record)
        return self.heads is None or (shard in self.heads and sequence <= self.heads[shard].sequence)


class ReadDeep:
    """Reads a log whole, or as far as an index has it."""

    def __init__(self, log: EventLog, spool: Spool) -> None:
        self._log, self._spool = log, spool

    def __call__(self, heads: Mapping[str, ShardHead] | None) -> Put:
        """Put every line of an instance aside, and every end of a command; `heads`: how far an index is, None for none.
        What stands behind that is read in its generation: others may be read when more was written. Raises
        Transient."""
        shards = sorted({shard for _, shard in self._log.shards()} | (heads or {}).keys())
        put = Put(shards=shards, heads=heads)
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
                found.update(stream_bytes(aggregate) for _, _, aggregate in instance_lines(segment))
        return found

    def _segments(self, shard: str, heads: Mapping[str, ShardHead] | None) -> Iterator[Segment]:
        known = None if heads is None else heads.get(shard, ShardHead(shard=shard))
        for segment in walk_chain(self._log, ShardHead(shard=shard), upto=1 if known is None else known.generation):
            if known is not None and segment.header.generation > known.generation:
                return
            yield segment

    def _take(self, number: int, segment: Segment, put: Put) -> None:
        header, lines = segment.header, unpack(segment.body).split(b"\n")[1:-1]
        place = number.to_bytes(4, "big") + header.generation.to_bytes(4, "big") + header.sequence.to_bytes(8, "big")
        put.databases |= {each.uuid for each in header.databases}
        put.events += len(lines)
        for line, _, aggregate in instance_lines(segment):
            stream = stream_bytes(aggregate)
            self._spool.put(stream[0], stream + place + lines[line])
        at = int(segment.header.recorded_at.timestamp() * 1_000_000).to_bytes(MOMENT, "big")
        for command, outcome in zip(segment.command_ids, header.outcomes, strict=True):
            if outcome.state != "PARKED":
                part = STREAMS + command.bytes[0] * COMMANDS // STREAMS
                self._spool.put(part, command.bytes + place + at)


def _wrong(of: BrokenChain) -> Wrong:
    return Wrong(reason=of.reason, shard=of.shard, generation=of.generation, sequence=of.sequence)
