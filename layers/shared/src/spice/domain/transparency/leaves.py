"""What the tree's entries are: one canonical line a segment."""

import re
from dataclasses import dataclass

from spice.domain.transparency.merkle import NotProven

_LINE = re.compile(
    rb"([1-9][0-9]{0,8}) ((?:instance|ontology)-[0-9]{4}) ([1-9][0-9]{0,17})"
    rb" ([0-9a-f]{64}) (0|[1-9][0-9]{0,8}) ([0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A segment as the tree knows it; `events_root` is the root over its event lines."""

    generation: int
    shard: str
    sequence: int
    sha256: str
    events: int
    events_root: str

    def line(self) -> bytes:
        """Write it as an entry of the tree."""
        place = f"{self.generation} {self.shard} {self.sequence}"
        return f"{place} {self.sha256} {self.events} {self.events_root}".encode()


def read_leaf(line: bytes) -> Leaf:
    """Read an entry of the tree. Raises NotProven."""
    if (found := _LINE.fullmatch(line)) is None:
        raise NotProven(f"{line[:80]!r} is no entry of a log of segments")
    return Leaf(
        generation=int(found[1]),
        shard=found[2].decode(),
        sequence=int(found[3]),
        sha256=found[4].decode(),
        events=int(found[5]),
        events_root=found[6].decode(),
    )
