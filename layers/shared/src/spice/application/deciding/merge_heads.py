"""Two commits of a database -> what their merge makes."""

from collections.abc import Sequence
from uuid import UUID

from spice.application.deciding.refs import Refs
from spice.domain.ontology.branch_commands import Waivers
from spice.domain.ontology.changes import Count
from spice.domain.ontology.merging.ancestors import EMPTY, Bases, best_common_ancestors
from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.merge import Merged, merge_ontologies
from spice.domain.ontology.merging.reading_trees import tree_of
from spice.domain.ontology.merging.resolutions import Resolution
from spice.ports.directory import Database


def merge_heads(
    refs: Refs,
    database: Database,
    ours: str | None,
    theirs: str | None,
    resolutions: Sequence[Resolution] = (),
    *,
    command_id: UUID,
    waive: Waivers = (),
    instances: Count = lambda classes: 0,
) -> Merged:
    """Merge theirs into ours by their history."""
    bases = Bases(
        refs.parents(database.uuid).__getitem__, lambda commit: tree_of(refs.documents(database.uuid, commit))
    )
    return merge_ontologies(
        EMPTY if ours is None or theirs is None else bases.between(ours, theirs),
        refs.documents(database.uuid, ours),
        refs.documents(database.uuid, theirs),
        resolutions,
        command_id=command_id,
        home=database.home,
        waive=waive,
        instances=instances,
    )


def base_of(refs: Refs, database: Database, ours: str | None, theirs: str | None) -> str | None:
    """Name the commit that two heads have in common; of several, which a virtual one stands for, the first by id."""
    if ours is None or theirs is None:
        return None
    return next(iter(best_common_ancestors(refs.parents(database.uuid).__getitem__, ours, theirs)), None)


def conflict_row(conflict: Conflict) -> dict[str, object]:
    """Write a conflict as the contract has it."""
    names = ("id", "kind", "path", "base", "ours", "theirs", "choices", "severity")
    return {name: getattr(conflict, name) for name in names} | {"choices": list(conflict.choices)}
