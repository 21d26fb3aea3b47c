"""The log against itself and against the index: every shard's chain, from its first segment to its last."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spice.application.ground.follow_chain import check_indexed, head_after, walk_chain
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import Link, ShardHead

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

    def __init__(self, log: EventLog, model: ShardHeads) -> None:
        self._log, self._model = log, model

    def __call__(self, say: Callable[[int], None] = lambda segments: None) -> Verified:
        """Walk every shard; `say` hears after each how many segments were read. Raises Transient."""
        heads, names = dict(self._model.heads()), self.names()
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

    def names(self) -> list[str]:
        """Name the shards that the log or the index has, in order."""
        return sorted({shard for _, shard in self._log.shards()} | self._model.heads().keys())

    def walk(self, known: ShardHead, after: ShardHead | None = None) -> Iterator[Segment]:
        """Walk a shard from its first segment, or behind one that was found good; `known` is the head that its index
        has. Raises BrokenChain."""
        head, index = after or ShardHead(shard=known.shard), KnownLog(self._model, known)
        for segment in index.checked(walk_chain(self._log, head, upto=known.generation), after=head):
            head = head_after(segment)
            yield segment
        index.check_end(head)


class KnownLog:
    """What an index knows of a shard's log: the sha256 of each segment, and how far it goes."""

    def __init__(self, model: ShardHeads, head: ShardHead) -> None:
        self._model, self._head = model, head

    def checked(self, segments: Iterable[Segment], *, after: ShardHead) -> Iterator[Segment]:
        """Compare the segments behind a head with those that were indexed. Raises BrokenChain."""
        links = self._links(after.sequence)
        for segment in segments:
            if (link := next(links, None)) is not None:
                check_indexed(self._head.shard, link, segment.body)
            yield segment

    def check_end(self, end: ShardHead) -> None:
        """See that the log does not end before what is known of it. Raises BrokenChain."""
        for sequence, what in ((self._head.sequence, "indexed"), (self._head.published, "published")):
            if sequence > end.sequence:
                reason = f"it is gone: the log ends at segment {end.sequence}, and was {what} up to {sequence}"
                raise BrokenChain(self._head.generation, self._head.shard, end.sequence + 1, reason)

    def _links(self, last: int) -> Iterator[Link]:
        while last < self._head.sequence and (page := self._model.links(self._head.shard, after=last, limit=AT_ONCE)):
            yield from page
            last = page[-1].sequence
