"""Laws of merges and differences, on ontologies and histories of all kinds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spice.domain.datatypes.home import NOWHERE
from spice.domain.ontology.differences import differences
from spice.domain.ontology.merging.ancestors import Bases
from spice.domain.ontology.merging.clashes import Clash
from spice.domain.ontology.merging.merge import merge_ontologies
from spice.domain.ontology.merging.merge_trees import aligned, merge_trees
from spice.domain.ontology.merging.patching import patch
from spice.domain.ontology.merging.reading_trees import tree_of
from spice.domain.ontology.merging.trees import ABSENT, Branch, Nothing, Place, Ref, at_place
from spice.domain.ontology.merging.writing_trees import documents_from
from spice.domain.ontology.part_ids import ids_of
from spice.domain.ontology.whole import read_whole
from tests.unit.domain.builders import Documents
from tests.unit.domain.merging.histories import COMMAND, WORLD, Edit, History, edited, edits, merged

LAWS = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
OTHER = UUID(int=8)
steps = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2), edits), min_size=2, max_size=7)
"""Commits: edits of a commit, or the merge of two, whose conflicts are resolved by a rule."""


@LAWS
@given(edits, edits)
def test_a_difference_leads_from_one_ontology_to_the_other(one: list[Edit], other: list[Edit]) -> None:
    a, b = edited(WORLD, one), edited(WORLD, other, OTHER)

    assert documents_from(tree_of(a)) == a
    assert patch(a, differences(a, b, "BACKWARD")) == b
    assert (differences(a, b, "BACKWARD") == []) == (a == b)


@LAWS
@given(edits, edits)
def test_a_merge_with_oneself_or_with_the_base_changes_nothing(one: list[Edit], other: list[Edit]) -> None:
    base = edited(WORLD, one)
    side = edited(base, other, OTHER)

    for ours, theirs in ((side, side), (base, side), (side, base)):
        found = merged(base, ours, theirs)
        assert (found.conflicts, found.outcome.problems, found.documents) == ([], [], side)


@LAWS
@given(edits, edits, edits)
def test_sides_may_be_swapped(base: list[Edit], one: list[Edit], other: list[Edit]) -> None:
    root = edited(WORLD, base)
    ours, theirs = edited(root, one), edited(root, other, OTHER)

    there, back = merged(root, ours, theirs), merged(root, theirs, ours)

    primary = ("edit_edit", "delete_edit", "add_add", "order")
    assert sorted(_text(c.kind, c.ours, c.theirs) for c in there.conflicts if c.kind in primary) == sorted(
        _text(c.kind, c.theirs, c.ours) for c in back.conflicts if c.kind in primary
    )
    assert bool(there.conflicts) == bool(back.conflicts)
    if not there.conflicts:
        assert bool(there.outcome.problems) == bool(back.outcome.problems)
        assert _by_name([*there.documents.values()]) == _by_name([*back.documents.values()])


@LAWS
@given(edits, edits, edits)
def test_nothing_is_lost_in_silence(base: list[Edit], one: list[Edit], other: list[Edit]) -> None:
    root = edited(WORLD, base)

    _check_nothing_lost(tree_of(root), edited(root, one), edited(root, other, OTHER))


@LAWS
@given(edits, edits, edits)
def test_what_main_added_is_not_lost_through_a_branch_that_took_it_in(
    base: list[Edit], one: list[Edit], other: list[Edit]
) -> None:
    root = edited(WORLD, base)
    main, branch = edited(root, one), edited(root, other, OTHER)
    new = {id_ for each in main.values() for id_ in ids_of(each)} - {
        id_ for each in root.values() for id_ in ids_of(each)
    }
    taken = merge_ontologies(tree_of(root), branch, main, command_id=COMMAND, keep=new)
    if taken.conflicts or taken.outcome.problems:
        return

    back = merged(main, main, taken.documents)

    assert not new - {id_ for each in back.documents.values() for id_ in ids_of(each)}


@LAWS
@given(steps)
def test_histories_that_cross_lose_nothing_and_come_together(some: Sequence[tuple[int, int, int, list[Edit]]]) -> None:
    _check_history(some)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_ten_thousand_histories_that_cross(some: Sequence[tuple[int, int, int, list[Edit]]]) -> None:
    _check_history(some)


def _check_history(some: Sequence[tuple[int, int, int, list[Edit]]]) -> None:
    history = History()
    tips = [history.edit(0, changes) for _, _, _, changes in some[:3]]
    for a, b, rule, changes in some:
        ours, theirs = tips[a % len(tips)], tips[b % len(tips)]
        if ours == theirs:
            tips.append(history.edit(ours, changes))
            continue
        made = [_merge(history, ours, theirs, rule), _merge(history, theirs, ours, rule + 1)]
        tips += [history.edit(each, changes) for each in made if each is not None]


def _merge(history: History, ours: int, theirs: int, rule: int) -> int | None:
    # Read as they are asked for: a history has more commits than two have ancestors in common.
    bases = Bases(history.parents.__getitem__, lambda commit: tree_of(history.commits[int(commit)]))
    base = bases.between(str(ours), str(theirs))
    _check_nothing_lost(base, history.commits[ours], history.commits[theirs])
    made = history.merge(ours, theirs, choose=lambda choices: choices[rule % len(choices)])
    if made is not None:
        _check_merged(history, made, theirs)
    return made


def _check_merged(history: History, made: int, theirs: int) -> None:
    documents = history.commits[made]
    draft = read_whole(documents, (documents,), COMMAND, NOWHERE)
    assert draft.problems == []
    assert draft.documents == documents
    for ours, other in ((made, theirs), (theirs, made)):
        again = history.between(ours, other)
        assert (again.conflicts, again.documents) == ([], documents)


def _check_nothing_lost(base: Branch, one: Documents, other: Documents) -> None:
    sides, clashes = aligned(base, tree_of(one), tree_of(other)), list[Clash]()

    def keep(clash: Clash) -> object:
        clashes.append(clash)
        return clash.theirs if clash.ours is ABSENT else clash.ours

    made = merge_trees(sides, keep, clashes.clear)

    asked = [clash.place[:-1] if clash.place[-1:] == ("type",) else clash.place for clash in clashes]
    for side in (sides.ours, sides.theirs):
        for place in {*_leaves(side), *_leaves(base)}:
            value = at_place(side, place)
            if value != at_place(base, place) and at_place(made, place) != value:
                told = any(place[: len(each)] == each or each[: len(place)] == place for each in asked)
                assert told or _of_a_namesake(value, clashes), (place, value, at_place(made, place))


def _of_a_namesake(value: object, clashes: Sequence[Clash]) -> bool:
    """Whether it refers to what was added under a name that somebody else was given: it means that one then."""
    refs = value if isinstance(value, tuple) else (value,)
    names = {clash.place[-1] for clash in clashes if clash.kind == "same_name"}
    return any(isinstance(ref, Ref) and ref.id in names for ref in refs)


def _leaves(tree: object, place: Place = ()) -> Iterator[Place]:
    if isinstance(tree, Branch):
        for key, child in tree.children.items():
            yield from _leaves(child, (*place, key))
    elif not isinstance(tree, Nothing):
        yield place


def _by_name(value: object) -> object:
    """Write classes and parts by their names, without ids: which of two twins' ids stays is the side's."""
    if isinstance(value, Mapping):
        return {key: _by_name(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return {each["name"]: _by_name(each) for each in value}
    return sorted(map(str, value)) if isinstance(value, list) else value


def _text(*values: object) -> str:
    return json.dumps([_by_name(value) for value in values], sort_keys=True, default=str)
