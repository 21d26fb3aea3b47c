"""Two ontologies and what they come from -> one, the conflicts that are open, and what is wrong with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import Problem
from spice.domain.hints import pointer
from spice.domain.ontology.changes import Count, Gate, Outcome, conclude
from spice.domain.ontology.documents import Document, families
from spice.domain.ontology.gate import no_instances
from spice.domain.ontology.merging.clashes import Clash
from spice.domain.ontology.merging.conflicts import Conflict, Telling
from spice.domain.ontology.merging.joined import Same, by_one_id
from spice.domain.ontology.merging.merge_trees import aligned, merge_trees
from spice.domain.ontology.merging.reading_trees import Names, tree_of, with_keys
from spice.domain.ontology.merging.resolutions import Answers, Resolution
from spice.domain.ontology.merging.three_way import Sides
from spice.domain.ontology.merging.trees import ABSENT, Branch, branches
from spice.domain.ontology.merging.writing_trees import documents_from
from spice.domain.ontology.severity import Mode
from spice.domain.ontology.whole import read_whole
from spice.domain.wording import quoted

Documents = Mapping[str, Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge makes of ours. Where a conflict is open, ours stands; what only theirs has, stands."""

    documents: Documents
    conflicts: Sequence[Conflict] = ()
    outcome: Outcome = field(default_factory=Outcome)
    """Changes of ours, and problems, of the answers and of the merged ontology."""
    twins: Same = field(default_factory=dict)
    """Ids in whose places others are from now on: what has them was added on both sides."""


def merge_ontologies(
    base: Branch,
    ours: Documents,
    theirs: Documents,
    resolutions: Sequence[Resolution] = (),
    *,
    command_id: UUID,
    home: Home = NOWHERE,
    waive: Sequence[Mapping[str, object]] = (),
    migrations: Sequence[Mapping[str, object]] = (),
    mode: Mode = "BACKWARD",
    instances: Count = no_instances,
    keep: Collection[str] = (),
    same: Same = MappingProxyType({}),
) -> Merged:
    """Merge theirs into ours, from their base (`Bases.between`). Every conflict and every problem is listed. `keep`:
    ids that stay where both sides added one name, since instances go by them; `same`: ids that merges joined."""
    twins: dict[str, str] = {}
    sides = aligned(base, by_one_id(tree_of(ours), same), by_one_id(tree_of(theirs), same), keep, twins)
    answers = Answers(resolutions, _names(sides), _standing)
    tree = with_keys(merge_trees(sides, answers, answers.begin))
    documents, open_ = documents_from(tree), [*answers.open.values()]
    wrong = [*answers.problems, *_unknown(sides, resolutions, answers)]
    draft = read_whole(documents, (documents_from(base), ours, theirs), command_id, home)
    conflicts = _with_instances(Telling(sides, mode).conflicts(open_), ours, instances)
    if wrong or draft.problems:
        problems = wrong or [_of_both(problem) for problem in draft.problems]
        return Merged(documents=documents, conflicts=conflicts, outcome=Outcome(problems=problems))
    outcome = conclude(ours, draft, Gate(instances=instances, mode=mode, waive=waive, migrations=migrations))
    return Merged(documents=draft.documents, conflicts=conflicts, outcome=outcome, twins=twins)


def _with_instances(conflicts: Sequence[Conflict], ours: Documents, instances: Count) -> list[Conflict]:
    """Tell how many instances each conflict touches: those of its class, subclasses included."""
    known = families(ours) if conflicts else {}
    counts = {id_: instances(known[id_]) for id_ in {conflict.class_id for conflict in conflicts} if id_ in known}
    return [replace(conflict, affected=counts.get(conflict.class_id, 0)) for conflict in conflicts]


def _standing(clash: Clash) -> object:
    """What is dropped on one side only stays until it is decided, so that what hangs on it is not asked for as well."""
    return clash.theirs if clash.ours is ABSENT else clash.ours


def _names(sides: Sides) -> Names:
    return {each.name: id_ for side in (sides.theirs, sides.ours) for id_, each in branches(side).items()}


def _unknown(sides: Sides, resolutions: Sequence[Resolution], answers: Answers) -> list[Problem]:
    """Find answers to what is no conflict; one that another answer did away with is none of them."""
    given = {each.conflict_id: number for number, each in enumerate(resolutions)}
    if not given.keys() <= answers.asked:
        unanswered = Answers((), {}, _standing)
        merge_trees(sides, unanswered)
        given = {id_: number for id_, number in given.items() if id_ not in unanswered.asked | answers.asked}
        return [_no_conflict(id_, number) for id_, number in given.items()]
    return []


def _of_both(problem: Problem) -> Problem:
    """Say of what is wrong with both sides together what helps: it is no conflict, so nothing resolves it."""
    helps = "each side is right alone, and the two together are not: change one of the branches, then merge"
    return replace(problem, hint=f"{problem.hint}; {helps}" if problem.hint else helps)


def _no_conflict(id_: str, number: int) -> Problem:
    said = f"there is no conflict {quoted(id_)} between the branches as they are"
    return Problem(code="not_found", message=said, path=pointer("/resolutions", number, "conflict_id"), value=id_)
