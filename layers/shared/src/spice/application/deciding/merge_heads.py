"""Two commits of a database -> what their merge makes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from spice.application.deciding.refs import Refs
from spice.application.ground.branch_rows import ConflictRow
from spice.domain.bounds import PROBLEMS
from spice.domain.errors import Problem
from spice.domain.ontology.branch_commands import Migrations, Waivers
from spice.domain.ontology.changes import Count
from spice.domain.ontology.gate import no_instances
from spice.domain.ontology.merging.ancestors import EMPTY, Bases, best_common_ancestors
from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.joined import Same, by_one_id, namesakes, standing
from spice.domain.ontology.merging.merge import Merged, merge_ontologies
from spice.domain.ontology.merging.reading_trees import tree_of
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.ontology.part_ids import ids_of
from spice.messages.codec import encode
from spice.messages.problem import LONGEST_CONFLICT
from spice.ports.directory import Database

LONGEST_CONFLICTS = 512 * 1024
"""Bytes of all conflicts that one refusal tells in full."""


def merge_heads(
    refs: Refs,
    database: Database,
    ours: str | None,
    theirs: str | None,
    resolutions: Sequence[Resolution] = (),
    *,
    command_id: UUID,
    waive: Waivers = (),
    migrations: Migrations = (),
    instances: Count = no_instances,
) -> Merged:
    """Merge theirs into ours by their history. Where both added one name, it goes by main's id, as instances do."""
    keep = {id_ for each in refs.documents(database.uuid, database.head).values() for id_ in ids_of(each)}
    same = _joined(refs, database, ours, theirs, keep)
    bases = Bases(
        refs.parents(database.uuid).__getitem__,
        lambda commit: by_one_id(tree_of(refs.documents(database.uuid, commit)), same),
        keep,
    )
    return merge_ontologies(
        EMPTY if ours is None or theirs is None else bases.between(ours, theirs),
        refs.documents(database.uuid, ours),
        refs.documents(database.uuid, theirs),
        resolutions,
        command_id=command_id,
        home=database.home,
        waive=waive,
        migrations=migrations,
        mode=database.compatibility,
        instances=instances,
        keep=keep,
        same=same,
    )


def _joined(refs: Refs, database: Database, ours: str | None, theirs: str | None, keep: Collection[str]) -> Same:
    """Tell what has one name and two ids on the two sides since a merge in their histories joined it."""
    sides = (tree_of(refs.documents(database.uuid, head)) for head in (ours, theirs))
    if ours is None or theirs is None or not (pairs := [*namesakes(*sides)]):
        return {}
    lines = {**refs.line(database, ours), **refs.line(database, theirs)}
    return standing(pairs, refs.twins(database.uuid, [*lines]), keep)


def base_of(refs: Refs, database: Database, ours: str | None, theirs: str | None) -> str | None:
    """Name the commit that two heads have in common; of several, which a virtual one stands for, the first by id."""
    if ours is None or theirs is None:
        return None
    return next(iter(best_common_ancestors(refs.parents(database.uuid).__getitem__, ours, theirs)), None)


def conflict_row(conflict: Conflict) -> ConflictRow:
    """Write a conflict as the contract has it."""
    return ConflictRow(
        id=conflict.id,
        kind=conflict.kind,
        path=conflict.path,
        base=conflict.base,
        ours=conflict.ours,
        theirs=conflict.theirs,
        choices=list(conflict.choices),
        severity=conflict.severity,
        affected=conflict.affected,
    )


def conflict_problems(conflicts: Sequence[Conflict]) -> list[Problem]:
    """Tell conflicts as what a merge is refused with; past what a segment should hold, without their three values."""
    problems, told = [], 0
    for conflict in conflicts[:PROBLEMS]:
        row: Mapping[str, Any] = {**conflict_row(conflict)}
        size = len(encode(row))
        if size > LONGEST_CONFLICT or told + size > LONGEST_CONFLICTS:
            row = {name: value for name, value in row.items() if name not in ("base", "ours", "theirs")}
            size = len(encode(row))
        told += size
        said = f"both sides changed {conflict.path}: resolve it by {', '.join(conflict.choices)}"
        if "ours" not in row:
            said += ". What they have is too long to be told here: the plan of the merge has it"
        hint = f'"resolutions": [{{"conflict_id": "{conflict.id}", "choice": "…"}}]'
        problems.append(Problem(code="merge_conflict", message=said, value=row, hint=hint))
    return problems
