"""Three ontologies as trees -> one."""

from collections.abc import Callable, Collection

from spice.domain.ontology.merging.references import dropped_references
from spice.domain.ontology.merging.same_names import settle_names
from spice.domain.ontology.merging.three_way import Decide, Merging, Sides
from spice.domain.ontology.merging.trees import Branch, Place
from spice.domain.ontology.merging.twins import with_twins


def aligned(
    base: Branch, ours: Branch, theirs: Branch, keep: Collection[str] = (), joined: dict[str, str] | None = None
) -> Sides:
    """Bring three sides together: what both added is one thing. `keep`: ids that instances go by; `joined` is told
    which id took the place of which."""
    return Sides(base, *with_twins(base, ours, theirs, keep, joined))


def merge_trees(sides: Sides, decide: Decide, begin: Callable[[], None] = lambda: None) -> Branch:
    """Merge ontologies that are aligned. `begin` is called whenever all is asked anew."""
    pinned: set[Place] = set()
    while True:
        begin()
        merged = Merging(decide, pinned).merge((), sides, "")
        if not isinstance(merged, Branch):
            raise TypeError("an ontology is a branch")
        merged = settle_names(merged, sides, decide)
        needed = dropped_references(merged, sides) - pinned
        if not needed:
            return merged
        pinned |= needed
