"""How far a shard's chain holds in a log, and what two logs of one platform make of it together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from spice.application.ground.follow_chain import head_after
from spice.messages.frame import UnknownFormat
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain, Permanent
from spice.ports.shard_rows import ShardHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A shard's segments, as the head that each of them made, up to the first bad one."""

    heads: Sequence[ShardHead]
    broken: BrokenChain | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What is made of a shard: segments of the log and of its copy, each the next of its chain."""

    heads: Sequence[ShardHead]
    brought: frozenset[str]
    """The sha256 of those that the log does not have."""
    parted: int | None = None
    """The last sequence before the two go on differently."""

    @property
    def kept(self) -> Sequence[ShardHead]:
        """What the log has of it."""
        return [head for head in self.heads if head.sha256 not in self.brought]

    @property
    def added(self) -> Sequence[ShardHead]:
        """What comes from the copy."""
        return [head for head in self.heads if head.sha256 in self.brought]


Walk = Callable[[ShardHead], Chain]
"""Walks a shard of a log behind a head."""


def read_chain(segments: Iterable[Segment], look: Callable[[Segment], None]) -> Chain:
    """Walk a shard; `look` may raise BrokenChain for a segment that nothing can be made of."""
    heads: list[ShardHead] = []
    try:
        for segment in segments:
            look(segment)
            heads.append(head_after(segment))
    except BrokenChain as broken:
        return Chain(heads=heads, broken=broken)
    return Chain(heads=heads, broken=None)


def join(ours: Chain, copy: Chain, walk_ours: Walk, walk_copy: Walk) -> Joined:
    """Take the longer of two that agree, where they part the copy, and behind it whatever follows in either."""
    common = 0
    for one, other in zip(ours.heads, copy.heads, strict=False):
        if one.sha256 != other.sha256:
            break
        common += 1
    parted = common < min(len(ours.heads), len(copy.heads))
    kept = ours.heads[:common] if parted else ours.heads
    heads, brought = [*kept, *copy.heads[len(kept) :]], {head.sha256 for head in copy.heads[len(kept) :]}
    while heads:
        # A gap of one is filled by the other, and ends where both have one.
        if not (more := walk_ours(heads[-1]).heads):
            more = walk_copy(heads[-1]).heads
            brought |= {head.sha256 for head in more}
        if not more:
            break
        heads += more
    return Joined(heads=heads, brought=frozenset(brought), parted=common if parted else None)


def check_format(copy: Chain) -> None:
    """Refuse a copy that is written in a way this code does not know. Raises Permanent."""
    if copy.broken is not None and isinstance(copy.broken.__cause__, UnknownFormat):
        raise Permanent("copy", f"it is of another version: {copy.broken}")
