"""Whether the segments of a log are those that its tree has: by their bytes, or by what the index has of them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from spice.application.upkeep.sealing.leaves_to_come import not_sealed
from spice.domain.transparency.leaves import Leaf
from spice.ports.event_log import EventLog
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import Link

AHEAD, AT_ONCE = 8, 16
PAGE = 1000
Judged = Iterator[tuple[Leaf, str | None]]
"""Entries in their order, each with what is wrong with its segment."""
Judge = Callable[[Iterable[Leaf]], Judged]


class ByBytes:
    """Reads and hashes every segment, some at once."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.read_bytes = 0

    def __call__(self, leaves: Iterable[Leaf]) -> Judged:
        """Judge the segments of entries. Raises Transient."""
        with ThreadPoolExecutor(AHEAD) as threads:
            # To hand a segment to a thread costs as much as to hash one of a hundred kilobytes: each takes several.
            asked = (threads.submit(self._judged, some) for some in _parted(leaves))
            waiting = deque(islice(asked, AHEAD))
            try:
                while waiting:
                    size, judged = waiting.popleft().result()
                    self.read_bytes += size
                    waiting.extend(islice(asked, 1))
                    yield from judged
            finally:
                threads.shutdown(cancel_futures=True)

    def _judged(self, leaves: Sequence[Leaf]) -> tuple[int, Sequence[tuple[Leaf, str | None]]]:
        size, judged = 0, list[tuple[Leaf, str | None]]()
        for leaf in leaves:
            body = self._log.read(leaf.generation, leaf.shard, leaf.sequence)
            size += len(body or b"")
            judged.append((leaf, not_sealed(leaf, body)))
        return size, judged


def _parted(leaves: Iterable[Leaf]) -> Iterator[Sequence[Leaf]]:
    left = iter(leaves)
    while some := [*islice(left, AT_ONCE)]:
        yield some


class ByIndex:
    """Takes the word of an index that was just held against the log itself."""

    def __init__(self, model: ShardHeads) -> None:
        self._model = model
        self._links: dict[str, Iterator[Link]] = {}

    def __call__(self, leaves: Iterable[Leaf]) -> Judged:
        """Judge the segments of entries. Raises Transient."""
        for leaf in leaves:
            links = self._links.setdefault(leaf.shard, self._walk(leaf.shard, leaf.sequence - 1))
            link = next(links, None)
            yield leaf, _against(leaf, link)

    def _walk(self, shard: str, last: int) -> Iterator[Link]:
        while page := self._model.links(shard, after=last, limit=PAGE):
            yield from page
            last = page[-1].sequence


def _against(leaf: Leaf, link: Link | None) -> str | None:
    if link is None:
        return "it is sealed, and not in the log"
    same = (link.generation, link.sequence, link.sha256) == (leaf.generation, leaf.sequence, leaf.sha256)
    return None if same else "it is not the one that was sealed"
