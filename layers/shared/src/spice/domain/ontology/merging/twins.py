"""What both sides added under one name is one thing: it goes by the ids that are kept, else by ours'."""

from collections.abc import Callable, Collection, Mapping

from spice.domain.ontology.merging.trees import NAMED, Branch, Ref, branches, child_of, referring

Takes = Callable[[str, str], bool]
"""Whether what has an id takes that of its twin."""


def with_twins(
    base: object, ours: Branch, theirs: Branch, keep: Collection[str] = (), joined: dict[str, str] | None = None
) -> tuple[Branch, Branch]:
    """Write ours with theirs' ids where both added the same name and theirs' are to be kept; then theirs with ours'.
    `joined` is told which id took the place of which."""
    told = {} if joined is None else joined

    def takes(id_: str, to: str) -> bool:
        told[id_] = to
        return True

    kept = _written(base, theirs, ours, lambda id_, to: to in keep and id_ not in keep and takes(id_, to))
    return kept, _written(base, kept, theirs, takes)


def _written(base: object, ours: Branch, theirs: Branch, takes: Takes) -> Branch:
    moved: dict[Ref, Ref] = {}
    aligned = _aligned(base, ours, theirs, moved, takes)
    answer = referring(aligned, lambda ref: moved.get(ref, ref)) if moved else aligned
    assert isinstance(answer, Branch)
    return answer


def _aligned(base: object, ours: object, theirs: object, moved: dict[Ref, Ref], takes: Takes) -> object:
    if not isinstance(ours, Branch) or not isinstance(theirs, Branch) or ours.kind != theirs.kind or ours == theirs:
        return theirs
    twins = _twins(base, ours, theirs) if theirs.kind in NAMED else {}
    twins = {id_: to for id_, to in twins.items() if takes(id_, to)}
    children: dict[str, object] = {}
    for key, child in theirs.children.items():
        to = twins.get(key, key)
        if to != key:
            child = under(child, to)
            if (part := is_part(theirs)) is not None:
                moved[Ref(key, part)] = Ref(to, part)
        children[to] = _aligned(child_of(base, to), ours.children.get(to), child, moved, takes)
    order = None if theirs.order is None else tuple(twins.get(key, key) for key in theirs.order)
    return theirs.of(children, order)


def _twins(base: object, ours: Branch, theirs: Branch) -> dict[str, str]:
    """Match what was added on both sides, by name."""
    old = base.children if isinstance(base, Branch) else {}
    known = {child.name: key for key, child in _added(ours, theirs, old)}
    return {key: known[child.name] for key, child in _added(theirs, ours, old) if child.name in known}


def _added(side: Branch, other: Branch, old: Mapping[str, object]) -> list[tuple[str, Branch]]:
    return [(key, child) for key, child in branches(side).items() if key not in other.children and key not in old]


def is_part(tree: Branch) -> bool | None:
    """Tell whether what is listed there is referred to as a part of a class, or as a class; None: nobody does."""
    return {"ontology": False, "properties": True, "relationships": True}.get(tree.kind)


def under(child: object, id_: str) -> object:
    """Write what is listed under an id."""
    if isinstance(child, Branch) and "id" in child.children:
        return child.of({**child.children, "id": id_})
    return child
