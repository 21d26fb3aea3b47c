"""Which segments the tree takes in next: of each shard what its chain and its index have behind what is sealed."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice

from spice.application.ground.follow_chain import head_after, walk_chain
from spice.application.ground.sealed_log import Ends, Sealed
from spice.application.upkeep.verify_log import KnownLog
from spice.domain.transparency.leaves import Leaf
from spice.domain.transparency.merkle import NotProven
from spice.messages.event_lines import leaf_of
from spice.messages.segment import Segment, read_segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import ShardHead

AT_ONCE = 2048
"""Entries that one checkpoint adds at most."""


class LeavesToCome:
    """Reads the log behind a tree, shard by shard; a shard that is broken is taken up to there, and told."""

    def __init__(self, log: EventLog, model: ShardHeads) -> None:
        self._log, self._model = log, model
        self.broken: list[BrokenChain] = []
        self.wrong: list[str] = []

    def __call__(self, sealed: Sealed | None, ends: Ends, heads: Mapping[str, ShardHead]) -> Sequence[Leaf]:
        """Give the entries that come next, each shard's side by side."""
        found: list[Leaf] = []
        for shard in behind(ends, heads):
            try:
                found.extend(islice(self._of(sealed, ends, heads[shard]), AT_ONCE - len(found)))
            except BrokenChain as broken:
                self.broken.append(broken)
            except NotProven as other:
                self.wrong.append(str(other))
        return found

    def again(self, leaf: Leaf) -> bool:
        """Tell whether the log has the very segment that an entry says."""
        body = self._log.read(leaf.generation, leaf.shard, leaf.sequence)
        try:
            return body is not None and leaf_of(read_segment(body)) == leaf
        except ValueError:
            return False

    def _of(self, sealed: Sealed | None, ends: Ends, head: ShardHead) -> Iterator[Leaf]:
        """Walk what the index has of a shard behind the tree, and the log as it was indexed. Raises BrokenChain."""
        last, index = ShardHead(shard=head.shard), KnownLog(self._model, head)
        if sealed is not None and head.shard in ends:
            last = head_after(read_sealed_segment(self._log, sealed.leaf(ends[head.shard][1])))
        for segment in index.checked(walk_chain(self._log, last, upto=head.generation), after=last):
            last = head_after(segment)
            yield _leaf(segment)
            if last.sequence == head.sequence:
                return
        index.check_end(last)


def _leaf(segment: Segment) -> Leaf:
    try:
        return leaf_of(segment)
    except ValueError as broken:
        header = segment.header
        raise BrokenChain(header.generation, header.shard, header.sequence, str(broken)) from broken


def behind(ends: Ends, heads: Mapping[str, ShardHead]) -> list[str]:
    """Name the shards of which the tree lacks something, in order."""
    return sorted(name for name, head in heads.items() if head.sequence > ends.get(name, (0, 0))[0])


def read_sealed_segment(log: EventLog, leaf: Leaf) -> Segment:
    """Read a segment that the tree has. Raises NotProven when the log has another one, or none."""
    body = log.read(leaf.generation, leaf.shard, leaf.sequence)
    if (reason := not_sealed(leaf, body)) is not None or body is None:
        raise NotProven(f"segment {leaf.shard}/{leaf.sequence} of generation {leaf.generation}: {reason}")
    return read_segment(body)


def not_sealed(leaf: Leaf, body: bytes | None) -> str | None:
    """Say why stored bytes are not what an entry of the tree stands for; None where they are."""
    if body is None:
        return "it is sealed, and not in the log"
    return None if sha256(body).hexdigest() == leaf.sha256 else "it is not the one that was sealed"
