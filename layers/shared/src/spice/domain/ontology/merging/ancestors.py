"""The histories of two commits: what they have in common, and the base that makes for a merge."""

from collections.abc import Callable, Collection, Generator, Iterable, Sequence

from spice.domain.ontology.merging.merge_trees import aligned, merge_trees
from spice.domain.ontology.merging.trees import UNSETTLED, Branch

Parents = Callable[[str], Sequence[str]]
EMPTY = Branch("ontology", {})
Walk = Generator[tuple[str, str], Branch | None, Branch]


def ancestors(parents: Parents, heads: Iterable[str]) -> dict[str, None]:
    """List commits and all that they come from, each once, nearest first."""
    found: dict[str, None] = {}
    ahead = [*heads]
    while ahead:
        found.update(dict.fromkeys(ahead))
        ahead = [each for each in dict.fromkeys(p for one in ahead for p in parents(one)) if each not in found]
    return found


def best_common_ancestors(parents: Parents, one: str, other: str) -> list[str]:
    """List the commits that both come from and that no other such commit comes from, by id."""
    theirs = ancestors(parents, [other])
    common = [each for each in ancestors(parents, [one]) if each in theirs]
    passed = {parent for each in common for parent in parents(each)}
    return sorted(each for each in common if each not in passed)


class Bases:
    """Finds bases of merges, virtual ones where histories cross."""

    def __init__(self, parents: Parents, tree: Callable[[str], Branch], keep: Collection[str] = ()) -> None:
        self._known, self._read, self._keep = parents, tree, keep
        self._virtual: dict[str, tuple[str, str]] = {}
        self._trees: dict[str, Branch] = {}

    def between(self, one: str, other: str) -> Branch:
        """Give the base for a merge of two commits; the empty ontology where nothing is common."""
        # Histories may cross as often as people merge: bases of bases are walked here, and not by calls within calls.
        walks: list[Walk] = [self._between(one, other)]
        found: Branch | None = None
        while walks:
            try:
                walks.append(self._between(*walks[-1].send(found)))
                found = None
            except StopIteration as ended:
                found = ended.value
                walks.pop()
        return found or EMPTY

    def _between(self, one: str, other: str) -> Walk:
        """Give a base; asks for the bases of those that it is merged of."""
        best = best_common_ancestors(self._parents, one, other)
        if not best:
            return EMPTY
        first, *others = best
        tree = self._tree(first)
        for each in others:
            name = f"{first}+{each}"
            if name not in self._trees:
                base = yield first, each
                sides = aligned(base or EMPTY, tree, self._tree(each), self._keep)
                self._trees[name] = merge_trees(sides, lambda clash: UNSETTLED)
                self._virtual[name] = (first, each)
            first, tree = name, self._trees[name]
        return tree

    def _parents(self, commit: str) -> Sequence[str]:
        return self._virtual.get(commit) or self._known(commit)

    def _tree(self, commit: str) -> Branch:
        if commit not in self._trees:
            self._trees[commit] = self._read(commit)
        return self._trees[commit]
