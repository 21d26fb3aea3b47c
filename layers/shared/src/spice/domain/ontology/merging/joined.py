"""What merges joined before: it goes by several ids in the histories of two branches, and is one thing."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from spice.domain.ontology.merging.trees import NAMED, Branch, Ref, branches, referring
from spice.domain.ontology.merging.twins import is_part, under

Same = Mapping[str, str]
"""Ids, and those that stand for them."""


def namesakes(ours: object, theirs: object) -> Iterator[tuple[str, str]]:
    """Walk the pairs of ids by which two sides have something of one name at one place."""
    if not isinstance(ours, Branch) or not isinstance(theirs, Branch) or ours.kind != theirs.kind or ours == theirs:
        return
    only = {each.name: key for key, each in branches(theirs).items() if key not in ours.children}
    for key, child in branches(ours).items():
        found = key in theirs.children or ours.kind not in NAMED
        other = key if found else only.get(child.name, key)
        if other != key:
            yield key, other
        yield from namesakes(child, theirs.children.get(other))


def standing(pairs: Iterable[tuple[str, str]], joined: Iterable[Same], keep: Collection[str]) -> Same:
    """Tell of pairs that merges joined which of the two stands for both: the one that is kept, else ours."""
    groups: dict[str, frozenset[str]] = {}
    for each in joined:
        for one, other in each.items():
            together = groups.get(one, frozenset((one,))) | groups.get(other, frozenset((other,)))
            groups.update(dict.fromkeys(together, together))
    same: dict[str, str] = {}
    for ours, theirs in pairs:
        if theirs in (group := groups.get(ours, frozenset())):
            stands = theirs if theirs in keep and ours not in keep else ours
            same.update(dict.fromkeys(group - {stands}, stands))
    return same


def by_one_id(tree: Branch, same: Same) -> Branch:
    """Write a tree with the ids that stand for others."""
    moved: dict[Ref, Ref] = {}
    written = referring(_written(tree, same, moved), lambda ref: moved.get(ref, ref)) if same else tree
    assert isinstance(written, Branch)
    return written


def _written(tree: object, same: Same, moved: dict[Ref, Ref]) -> object:
    if not isinstance(tree, Branch):
        return tree
    ids = _moving(tree, same) if tree.kind in NAMED else {}
    children = {ids.get(key, key): _written(child, same, moved) for key, child in tree.children.items()}
    for key, to in ids.items():
        children[to] = under(children[to], to)
        if (part := is_part(tree)) is not None:
            moved[Ref(key, part)] = Ref(to, part)
    order = None if tree.order is None else tuple(ids.get(key, key) for key in tree.order)
    return tree.of(children, order)


def _moving(tree: Branch, same: Same) -> dict[str, str]:
    """Tell which keys become others. Where both are there, or two that become one, they are two things by now."""
    wanted = [same[key] for key in tree.children if key in same]
    return {
        key: same[key]
        for key in tree.children
        if key in same and same[key] not in tree.children and wanted.count(same[key]) == 1
    }
