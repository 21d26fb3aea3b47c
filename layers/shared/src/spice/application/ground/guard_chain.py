"""The end of a shard as the index has it is compared with the log, before anybody goes on from it."""

from spice.application.ground.follow_chain import check_indexed
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import Link, ShardHead


class GuardHead:
    """Sees that the log has what the index says is its end: after a power cut it may not.

    A store that acknowledges what it has not yet written to its disk turns the commit point round: the index, which is
    synced, is ahead of the log, and whoever goes on from it leaves a hole.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._seen: dict[str, str] = {}

    def __call__(self, head: ShardHead) -> None:
        """Check a head once in this process, and again when it was moved by others. Raises BrokenChain."""
        if head.sequence and self._seen.get(head.shard) != head.sha256:
            self.check(head)

    def check(self, head: ShardHead) -> None:
        """Check a head. Raises BrokenChain."""
        if head.published > head.sequence:
            reason = f"it was published, and the log ends at segment {head.sequence}"
            raise BrokenChain(head.generation, head.shard, head.sequence + 1, reason)
        if head.sequence:
            link = Link(generation=head.generation, sequence=head.sequence, sha256=head.sha256)
            check_indexed(head.shard, link, self._log.read(head.generation, head.shard, head.sequence))
        self.moved(head.shard, head.sha256)

    def moved(self, shard: str, sha256: str) -> None:
        """Take the word of whoever has just put the segment that is a shard's head now."""
        self._seen[shard] = sha256


def check_ours(model: ShardHeads, ours: Segment) -> None:
    """See that what others indexed at a segment's place is that very segment, which is as good. Raises BrokenChain.

    A log that lost its end has a place free that was taken: what is put there is not what was indexed and published.
    """
    header = ours.header
    for link in model.links(header.shard, after=header.sequence - 1, limit=1):
        if link.sequence == header.sequence:
            check_indexed(header.shard, link, ours.body)
