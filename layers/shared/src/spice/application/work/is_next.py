"""A segment that is chained right and says what cannot be after all that is indexed breaks its shard: a version that
does not follow, a command that has ended, what is of another shard.

Whoever decides a segment decides it from the same look at the index, so only one that is found in the log is held
against it: the way of a write has nothing of this.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from spice.application.ground.unfit import of_the_log
from spice.domain.identity import cached_stream_key, partition_of
from spice.domain.instance.model import Instance, InstanceDeleted
from spice.domain.instance.sequel import Standing, why_not_next
from spice.domain.shards import INSTANCE, Shard
from spice.messages.instance_lines import instance_lines
from spice.messages.segment import Header, Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.generations import Generation, Generations
from spice.ports.retention import COMMANDS_KEPT
from spice.ports.write_model import Snapshot, Wanted


class IsNext:
    """Holds segments of the log against the index before them."""

    def __init__(self, log: EventLog, generations: Generations) -> None:
        self._log, self._generations = log, generations
        self._first: dict[str, int | None] = {}
        """How many shards a family has in its first generation."""

    def __call__(self, segment: Segment, before: Snapshot) -> bool:
        """Tell whether a segment is the next one of its shard in a look at the index, with what is `needed_for` it.
        Raises BrokenChain for one that is, and contradicts what is before it."""
        header, head = segment.header, before.head
        if (head.sequence + 1, head.sha256) != (header.sequence, header.prev_sha256):
            return False
        partitions = self._partitions(header, before.generation) if header.events else None
        if (reason := next(_contradictions(segment, before, partitions), None)) is not None:
            said = f"it contradicts what is before it: {reason}"
            raise BrokenChain(header.generation, header.shard, header.sequence, said)
        return True

    def _partitions(self, header: Header, newest: Generation) -> int | None:
        """Tell how many shards a segment's generation has; the index knows it of all but the first."""
        if newest.partitions is not None:
            return newest.partitions if newest.number == header.generation else None
        family = Shard.named(header.shard).family
        if family not in self._first:
            self._first[family] = self._of_first(family)
        return self._first[family]

    def _of_first(self, family: str) -> int | None:
        """Ask those who write. Once a generation is over nobody remembers it, and only a rebuild comes to it again:
        what is said then is of another, and so it may be where the log has what does not fit."""
        said = self._generations.current(family)
        shards = [(number, Shard.named(name)) for number, name in self._log.shards()]
        ours = [(number, shard.partition) for number, shard in shards if shard.family == family]
        fits = said.generation == 1 and all(number == 1 and each < said.partitions for number, each in ours)
        return said.partitions if fits else None


@of_the_log
def needed_for(segment: Segment) -> Wanted:
    """Say what a look at the index has to have. Raises BrokenChain for a segment that cannot be read out."""
    streams = {cached_stream_key(aggregate) for _, _, aggregate in instance_lines(segment)}
    return Wanted(streams=list(streams), ended=segment.command_ids)


def _contradictions(segment: Segment, before: Snapshot, partitions: int | None) -> Iterator[str]:
    yield from _of_commands(segment, before.ended)
    yield from _of_instances(segment, before.instances, partitions)


def _of_commands(segment: Segment, before: Mapping[UUID, datetime]) -> Iterator[str]:
    """A command ends once; one that is parked has not ended. Nobody remembers those that ended long ago."""
    since = segment.header.recorded_at - COMMANDS_KEPT
    ended = {command for command, at in before.items() if at > since}
    for command, outcome in zip(segment.command_ids, segment.header.outcomes, strict=True):
        if command in ended:
            yield f"command {command} has ended already"
        if outcome.state != "PARKED":
            ended.add(command)


def _of_instances(segment: Segment, before: Mapping[UUID, Instance], partitions: int | None) -> Iterator[str]:
    shard, standing = Shard.named(segment.header.shard), dict[str, Standing]()
    for _, line, aggregate in instance_lines(segment):
        if aggregate not in standing:
            if not _is_of(shard, aggregate, partitions):
                yield f"{line.type} of {aggregate}, which is another shard's"
            held = before.get(cached_stream_key(aggregate))
            standing[aggregate] = (0, False) if held is None else (held.version, not held.deleted)
            if segment.header.generation > 1 and line.version > standing[aggregate][0] + 1:
                # A generation begins where the one before it holds: what was lost with the rest of that is missed here.
                standing[aggregate] = line.version - 1, True
        if (reason := why_not_next(standing[aggregate], line.type, line.version)) is not None:
            yield f"{reason} ({aggregate})"
        standing[aggregate] = line.version, line.type != InstanceDeleted.__name__


def _is_of(shard: Shard, aggregate: str, partitions: int | None) -> bool:
    if shard.family != INSTANCE:
        return False
    return partitions is None or partition_of(aggregate, partitions) == shard.partition
