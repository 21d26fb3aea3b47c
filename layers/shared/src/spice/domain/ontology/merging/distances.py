"""How far branches are from main: what they have that it has not, and the other way round."""

from collections.abc import Mapping, Sequence

from spice.domain.ontology.merging.ancestors import Parents, ancestors


class Distances:
    """Walks main once, whatever the number of branches, and of a branch only what is its own."""

    def __init__(self, parents: Parents, main: str | None) -> None:
        self._parents = parents
        line = {} if main is None else ancestors(parents, [main])
        self._comes_from = _histories(parents, line)

    def __call__(self, head: str | None) -> tuple[int, int]:
        """Tell how many commits a head is ahead of main, and how many behind."""
        main = self._comes_from
        own = {} if head is None else ancestors(lambda each: () if each in main else self._parents(each), [head])
        shared = 0
        for each in own:
            shared |= main.get(each, 0)
        return sum(each not in main for each in own), len(main) - shared.bit_count()


def _histories(parents: Parents, line: Mapping[str, None]) -> Mapping[str, int]:
    """Write, as the bits of a number, all that each commit of a line comes from, itself among them."""
    bits: dict[str, int] = {}
    for each in _oldest_first(parents, line):
        history = 1 << len(bits)
        for parent in parents(each):
            history |= bits[parent]
        bits[each] = history
    return bits


def _oldest_first(parents: Parents, line: Mapping[str, None]) -> Sequence[str]:
    """Order commits so that each stands behind its parents."""
    waits = {each: len(parents(each)) for each in line}
    children: dict[str, list[str]] = {}
    for each in line:
        for parent in parents(each):
            children.setdefault(parent, []).append(each)
    ordered = [each for each, left in waits.items() if not left]
    for each in ordered:
        for child in children.get(each, ()):
            waits[child] -= 1
            if not waits[child]:
                ordered.append(child)
    return ordered
