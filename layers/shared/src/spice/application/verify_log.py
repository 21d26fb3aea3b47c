"""The log against itself and against the index: every shard's chain, from its first segment to its last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spice.application.follow_chain import check_indexed, head_after, walk_chain
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import Link, ShardHead
from spice.ports.write_model import WriteModel

AT_ONCE = 1000
"""Rows of the index that are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a walk over the log came to; of each shard the first bad place."""

    shards: int
    segments: int
    broken: tuple[BrokenChain, ...]


class VerifyLog:
    """Walks chains. What the index knows of the log names a place exactly, and tells of a tail that is gone."""

    def __init__(self, log: EventLog, model: WriteModel) -> None:
        self._log, self._model = log, model

    def __call__(self, say: Callable[[int], None] = lambda segments: None) -> Verified:
        """Walk every shard; `say` hears after each how many segments were read. Raises Transient."""
        heads = dict(self._model.heads())
        names = sorted({shard for _, shard in self._log.shards()} | heads.keys())
        segments, broken = 0, []
        for name in names:
            try:
                for _ in self.walk(heads.get(name, ShardHead(shard=name))):
                    segments += 1
            except BrokenChain as found:
                broken.append(found)
            say(segments)
        return Verified(shards=len(names), segments=segments, broken=tuple(broken))

    def shard(self, name: str) -> BrokenChain | None:
        """Walk one shard; answers its first bad place. Raises Transient."""
        known = self._model.heads([name]).get(name, ShardHead(shard=name))
        try:
            for _ in self.walk(known):
                pass
        except BrokenChain as found:
            return found
        return None

    def walk(self, known: ShardHead) -> Iterator[Segment]:
        """Walk a shard from its first segment; `known` is the head that its index has. Raises BrokenChain."""
        head, links = ShardHead(shard=known.shard), self._links(known)
        for segment in walk_chain(self._log, head):
            head = head_after(segment)
            if (link := next(links, None)) is not None:
                check_indexed(known.shard, link, segment.body)
            yield segment
        _check_end(head, known)

    def _links(self, known: ShardHead) -> Iterator[Link]:
        last = 0
        while last < known.sequence and (page := self._model.links(known.shard, after=last, limit=AT_ONCE)):
            yield from page
            last = page[-1].sequence


def _check_end(head: ShardHead, known: ShardHead) -> None:
    """See that the log does not end before what is known of it."""
    for sequence, what in ((known.sequence, "indexed"), (known.published, "published")):
        if sequence > head.sequence:
            reason = f"it is gone: the log ends at segment {head.sequence}, and was {what} up to {sequence}"
            raise BrokenChain(known.generation, known.shard, head.sequence + 1, reason)
