"""What two commits have in common, and the base that makes for their merge."""

from collections.abc import Mapping, Sequence

import pytest

from spice.domain.ontology.merging.ancestors import EMPTY, Bases, ancestors, best_common_ancestors
from spice.domain.ontology.merging.distances import Distances
from spice.domain.ontology.merging.plans import answers_kept
from spice.domain.ontology.merging.resolutions import Resolution
from tests.unit.domain.builders import change
from tests.unit.domain.merging.histories import WORLD, History
from tests.unit.domain.shops import named, result

CROSSED = {"a": "", "b": "a", "c": "a", "d": "bc", "e": "cb", "f": "d", "g": "e", "x": ""}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("b", "c", ["a"]),
        ("b", "d", ["b"]),
        ("d", "d", ["d"]),
        ("f", "g", ["b", "c"]),
        ("f", "c", ["c"]),
        ("a", "x", []),
    ],
)
def test_the_best_common_ancestors_are_those_no_other_comes_from(one: str, other: str, expected: list[str]) -> None:
    assert best_common_ancestors(CROSSED.__getitem__, one, other) == expected
    assert best_common_ancestors(CROSSED.__getitem__, other, one) == expected


def test_ancestors_are_listed_once_nearest_first() -> None:
    assert [*ancestors(CROSSED.__getitem__, ["g", "f"])] == ["g", "f", "e", "d", "c", "b", "a"]


def test_a_long_history_is_walked_without_end_of_stack() -> None:
    line: Mapping[str, Sequence[str]] = {str(n): [str(n - 1)] if n else [] for n in range(20_000)}

    assert best_common_ancestors(line.__getitem__, "19999", "10000") == ["10000"]


def a_label(history: History, parent: int, text: str) -> int:
    """Commit another label of Shop."""
    documents = history.commits[parent]
    made = change(documents, {"op": "update", "name": "Shop", "patch": {"label": {"en": text}}})
    history.commits.append(result(made, documents))
    history.parents[str(len(history.commits) - 1)] = [str(parent)]
    return len(history.commits) - 1


def crossed() -> tuple[History, int, int]:
    """Two branches that merged one another, each of its own mind."""
    history = History()
    left, right = a_label(history, 0, "Store"), a_label(history, 0, "Boutique")
    one = history.merge(left, right, choose=lambda choices: "ours")
    other = history.merge(right, left, choose=lambda choices: "ours")
    assert one is not None
    assert other is not None
    return history, one, other


def test_who_settled_it_differently_is_asked_again_where_histories_cross() -> None:
    history, one, other = crossed()

    found = history.between(one, other)

    (conflict,) = found.conflicts
    assert (conflict.path, conflict.base, conflict.ours, conflict.theirs) == (
        "/Shop/label/en",
        None,
        "Store",
        "Boutique",
    )
    assert [*conflict.choices] == ["ours", "theirs", "value"]


def test_who_settled_it_alike_is_asked_nothing_where_histories_cross() -> None:
    history = History()
    left, right = a_label(history, 0, "Store"), a_label(history, 0, "Boutique")
    one = history.merge(left, right, choose=lambda choices: "ours")
    other = history.merge(right, left, choose=lambda choices: "theirs")
    assert one is not None
    assert other is not None
    further = a_label(history, one, "Kiosk")

    assert history.between(one, other).conflicts == []
    assert [each.theirs for each in history.between(further, other).conflicts] == ["Store"]


def test_what_is_merged_again_is_asked_from_the_merge_on() -> None:
    history = History()
    left, right = a_label(history, 0, "Store"), a_label(history, 0, "Boutique")
    one = history.merge(left, right, choose=lambda choices: "theirs")
    assert one is not None
    further = a_label(history, right, "Kiosk")

    found = history.between(one, further)

    assert found.conflicts == []
    assert named(found.documents, "Shop")["label"] == {"en": "Kiosk", "ko": "가게"}


def test_answers_outlive_a_plan_as_long_as_their_question_does() -> None:
    history = History([WORLD])
    left, right = a_label(history, 0, "Store"), a_label(history, 0, "Boutique")
    (conflict,) = history.between(left, right).conflicts
    answer = Resolution(conflict_id=conflict.id, choice="ours", reason="it is on the sign")
    documents = history.commits[right]
    renamed = result(change(documents, {"op": "rename", "class": "Shop", "to": "Market"}), documents)
    history.commits.append(renamed)
    history.parents["3"] = [str(right)]

    assert answers_kept([answer], history.between(left, 3).conflicts) == [answer]
    assert answers_kept([answer], history.between(left, a_label(history, right, "Kiosk")).conflicts) == []


def test_branches_that_merged_one_another_often_have_a_base() -> None:
    """Each merge of the one crosses one of the other."""
    parents: dict[str, Sequence[str]] = {"a0": ["root"], "b0": ["root"], "root": []}
    for n in range(1, 600):
        parents[f"a{n}"], parents[f"b{n}"] = [f"a{n - 1}", f"b{n - 1}"], [f"b{n - 1}", f"a{n - 1}"]

    assert Bases(parents.__getitem__, lambda commit: EMPTY).between("a599", "b599") == EMPTY


def test_how_far_a_branch_is_from_main_is_what_one_has_and_the_other_has_not() -> None:
    parents: dict[str, Sequence[str]] = {
        "m0": [],
        "m1": ["m0"],
        "m2": ["m1", "f1"],
        "m3": ["m2"],
        "x": [],
        "f1": ["m0"],
        "f2": ["f1"],
        "f3": ["f2", "m2"],
    }
    line = parents.__getitem__

    for head in (*parents, None):
        own, main = ancestors(line, [head] if head else []), ancestors(line, ["m3"])
        assert Distances(line, "m3")(head) == (len(own.keys() - main.keys()), len(main.keys() - own.keys()))
    assert Distances(line, None)("f1") == (2, 0)
