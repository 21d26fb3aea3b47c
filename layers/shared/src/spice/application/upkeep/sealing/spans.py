"""Which sequences of which generation belong to the log: of each one stretch."""

from collections.abc import Iterable

from spice.domain.transparency.leaves import Leaf


class Spans:
    """The first and the last sequence of each shard's generations, as they were met."""

    def __init__(self) -> None:
        self._spans: dict[tuple[int, str], tuple[int, int]] = {}
        self._known: dict[str, Leaf] = {}

    def begin(self, lasts: Iterable[Leaf]) -> None:
        """Take for granted what is sealed up to the last entries of an older checkpoint."""
        self._known = {leaf.shard: leaf for leaf in lasts}

    def take(self, generation: int, shard: str, sequence: int) -> None:
        """Take in a segment of the log."""
        first, last = self._spans.get((generation, shard), (sequence, sequence))
        self._spans[generation, shard] = min(first, sequence), max(last, sequence)

    def known(self, generation: int, shard: str) -> int:
        """Tell up to which sequence a generation was found whole before."""
        known = self._known.get(shard)
        return known.sequence if known is not None and generation <= known.generation else 0

    def has(self, generation: int, shard: str, sequence: int) -> bool:
        """Tell whether a segment is one of the log."""
        first, last = self._spans.get((generation, shard), (1, 0))
        return first <= sequence <= last
