"""The event lines of a segment as bytes, and the root over them: what a proof of an event begins with."""

from spice.domain.transparency.leaves import Leaf
from spice.domain.transparency.merkle import root_over
from spice.messages.frame import unpack
from spice.messages.segment import Segment


def event_lines(body: bytes) -> list[bytes]:
    """Read the event lines of a segment's stored bytes, byte by byte as they are there."""
    _, _, rest = unpack(body).partition(b"\n")
    return rest.split(b"\n")[:-1]


def check_root(segment: Segment) -> str:
    """Compute the root over a segment's events, in hex. ValueError when its header has another; one of format 1 has
    none."""
    root = root_over(event_lines(segment.body)).hex()
    if segment.header.events_root not in (None, root):
        raise ValueError("its events_root is not the root over its events")
    return root


def leaf_of(segment: Segment) -> Leaf:
    """Say what the tree says of a segment. ValueError when its header says otherwise of its events."""
    header, root = segment.header, check_root(segment)
    return Leaf(
        generation=header.generation,
        shard=header.shard,
        sequence=header.sequence,
        sha256=segment.sha256,
        events=header.events,
        events_root=root,
    )
