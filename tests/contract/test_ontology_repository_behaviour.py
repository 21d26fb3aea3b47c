"""Ontology commits: content by id, a branch that moves only from where it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from spice.domain.errors import DomainError
from spice.domain.ontology.branches import Branch
from spice.ports.ontology_repository import Commit
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.contract.terminusdb.stores import Place, live_place, stores_at
from tests.support.memory_platform import START
from tests.support.terminusdb.server import terminus_server

LIVE = live_place()
KINDS = ["twins", "terminusdb", "copied", pytest.param("real", marks=pytest.mark.services)]
KINDS += [] if LIVE is None else ["terminusdb_live"]


@pytest.fixture(params=KINDS)
def stores(request: pytest.FixtureRequest) -> Stores:
    """Fresh stores: the twins, those whose ontologies are in TerminusDB, the real ones."""
    stores: Stores = request.getfixturevalue(request.param)
    return stores


@pytest.fixture
def terminusdb() -> Iterator[Stores]:
    """Ontologies at a server of ours."""
    with terminus_server() as server, stores_at(Place(url=server.url)) as stores:
        yield stores


@pytest.fixture
def copied() -> Iterator[Stores]:
    """The same with a copy."""
    with terminus_server() as server, stores_at(Place(url=server.url), copied=True) as stores:
        yield stores


@pytest.fixture
def terminusdb_live() -> Iterator[Stores]:
    """Ontologies at a real server."""
    assert LIVE is not None
    with stores_at(LIVE) as stores:
        yield stores


def a_commit(name: str, parent: str | None = None, *, seconds: int = 0, **classes: object) -> Commit:
    return Commit(
        id=name,
        parents=[parent] if parent else [],
        message=f"message of {name}",
        author="kim",
        at=START + timedelta(seconds=seconds),
        command_id=uuid4(),
        classes={class_id: {"id": class_id, "name": name, "more": more} for class_id, more in classes.items()},
    )


def test_a_commit_is_read_as_it_was_stored(stores: Stores) -> None:
    commit = a_commit("c1", thing=[1, {"ko": "것"}])

    stores.ports.ontology.commit(DATABASE, commit, expected_head=None)

    assert stores.ports.ontology.read(DATABASE, "c1") == commit
    assert stores.ports.ontology.head(DATABASE) == "c1"
    assert stores.ports.ontology.read(DATABASE, "c2") is None
    assert stores.ports.ontology.head(UUID(int=1)) is None


def test_a_commit_keeps_what_its_author_allowed(stores: Stores) -> None:
    fill = {"op": "default", "class": "Thing", "value": Decimal("1.50"), "meant": {"class": "c", "property": "p"}}
    commit = replace(a_commit("c1"), waived=[{"path": "/Thing", "reason": "것"}], migrations=[fill])

    stores.ports.ontology.commit(DATABASE, commit, expected_head=None)

    assert stores.ports.ontology.read(DATABASE, "c1") == commit
    (told,) = stores.ports.ontology.log(DATABASE)
    assert (told.waived, told.migrations) == (commit.waived, commit.migrations)


def test_a_commit_keeps_what_it_joined(stores: Stores) -> None:
    commit = replace(a_commit("c1", thing=1), twins={"p_b": "p_a"})

    stores.ports.ontology.commit(DATABASE, commit, expected_head=None)

    found = stores.ports.ontology.read(DATABASE, "c1")
    (header,) = stores.ports.ontology.headers(DATABASE, ["c1"])
    assert found is not None
    assert [dict(each.twins) for each in (found, header)] == [commit.twins] * 2
    assert found.classes == commit.classes


def test_the_same_command_again_changes_nothing(stores: Stores) -> None:
    first, second = a_commit("c1"), a_commit("c2", "c1")
    stores.ports.ontology.commit(DATABASE, first, expected_head=None)
    stores.ports.ontology.commit(DATABASE, second, expected_head="c1")

    stores.ports.ontology.commit(DATABASE, first, expected_head=None)

    assert stores.ports.ontology.head(DATABASE) == "c2"
    assert len(stores.ports.ontology.log(DATABASE)) == 2


@pytest.mark.parametrize("expected", [None, "c0"])
def test_a_branch_that_has_moved_refuses(stores: Stores, expected: str | None) -> None:
    stores.ports.ontology.commit(DATABASE, a_commit("c1"), expected_head=None)

    with pytest.raises(DomainError) as refused:
        stores.ports.ontology.commit(DATABASE, a_commit("c2", expected), expected_head=expected)

    assert refused.value.code == "version_conflict"
    assert stores.ports.ontology.head(DATABASE) == "c1"
    assert stores.ports.ontology.read(DATABASE, "c2") is None


def test_of_many_commits_on_one_head_one_wins(stores: Stores) -> None:
    stores.ports.ontology.commit(DATABASE, a_commit("c0"), expected_head=None)

    def commit(number: int) -> bool:
        try:
            stores.ports.ontology.commit(DATABASE, a_commit(f"c{number}", "c0"), expected_head="c0")
        except DomainError:
            return False
        return True

    answers = stores.at_once([partial(commit, number) for number in range(1, 9)])

    assert answers.count(True) == 1
    assert stores.ports.ontology.head(DATABASE) == f"c{answers.index(True) + 1}"


def test_a_branch_is_walked_newest_first_in_pages(stores: Stores) -> None:
    for n in range(1, 6):
        parent = f"c{n - 1}" if n > 1 else None
        stores.ports.ontology.commit(DATABASE, a_commit(f"c{n}", parent, seconds=n, a=n), expected_head=parent)

    first = stores.ports.ontology.log(DATABASE, limit=2)
    second = stores.ports.ontology.log(DATABASE, limit=10, before=first[-1].id)

    assert [commit.id for commit in [*first, *second]] == ["c5", "c4", "c3", "c2", "c1"]
    assert all(commit.classes == {} for commit in first)
    assert first[0].parents == ["c4"]


def test_the_head_at_a_moment_is_found(stores: Stores) -> None:
    stores.ports.ontology.commit(DATABASE, a_commit("c1", seconds=10), expected_head=None)
    stores.ports.ontology.commit(DATABASE, a_commit("c2", "c1", seconds=20), expected_head="c1")

    moments = [START + timedelta(seconds=seconds) for seconds in (9, 10, 19, 20, 99)]

    assert [stores.ports.ontology.at(DATABASE, moment) for moment in moments] == [None, "c1", "c1", "c2", "c2"]


def test_the_head_of_a_rebased_branch_at_a_moment_is_its_own(stores: Stores) -> None:
    repository = stores.ports.ontology
    repository.commit(DATABASE, a_commit("m1"), expected_head=None)
    repository.keep_branch(DATABASE, Branch(id=UUID(int=9), name="f", head="m1"))
    repository.commit(DATABASE, a_commit("f1", "m1", seconds=10, a=1), branch="f", expected_head="m1")
    repository.commit(DATABASE, a_commit("m2", "m1", seconds=20), expected_head="m1")
    repository.commit(DATABASE, a_commit("f2", "m2", seconds=30, a=1), branch="f", expected_head="f1")
    repository.commit(DATABASE, a_commit("f3", "f2", seconds=40, a=2), branch="f", expected_head="f2")

    found = [repository.at(DATABASE, START + timedelta(seconds=n), "f") for n in (0, 10, 25, 30, 45)]

    assert found == ["m1", "f1", "f1", "f2", "f3"]
    assert [each.id for each in repository.log(DATABASE, "f")] == ["f3", "f2", "m2", "m1"]
    assert repository.at(DATABASE, START + timedelta(seconds=25)) == "m2"


def test_the_newest_commit_that_had_a_class_is_found(stores: Stores) -> None:
    parent = None
    for number, (commit, name) in enumerate(
        (("c1", "Old"), ("c2", "Old"), ("c3", "새 이름"), ("c4", 'a "quoted" \\ one'))
    ):
        classes: dict[str, dict[str, object]] = {
            "k1": {"id": "k1", "name": name, "note": "Never"},
            "k2": {"id": "k2", "name": "Stays"},
        }
        made = replace(a_commit(commit, parent, seconds=number), classes=classes)
        stores.ports.ontology.commit(DATABASE, made, expected_head=parent)
        parent = commit

    names = ("Old", "새 이름", 'a "quoted" \\ one', "Stays", "Never", "Ol")

    assert [stores.ports.ontology.last_with(DATABASE, name) for name in names] == ["c2", "c3", "c4", "c4", None, None]
    assert stores.ports.ontology.last_with(UUID(int=1), "Old") is None


def test_the_newest_commit_that_had_another_class_of_a_name_is_found(stores: Stores) -> None:
    parent = None
    lines: tuple[tuple[str, str | None], ...] = (("c1", "k1"), ("c2", None), ("c3", "k2"), ("c4", "k3"), ("c5", "k3"))
    for number, (commit, class_id) in enumerate(lines):
        named: dict[str, dict[str, object]] = {} if class_id is None else {class_id: {"id": class_id, "name": "Plane"}}
        classes: dict[str, dict[str, object]] = {**named, "other": {"id": "other", "name": "Jet"}}
        made = replace(a_commit(commit, parent, seconds=number), classes=classes)
        stores.ports.ontology.commit(DATABASE, made, expected_head=parent)
        parent = commit

    asked: list[list[str]] = [[], ["k3"], ["k3", "k2"], ["k2"], ["k1", "k2", "k3"]]

    found = [stores.ports.ontology.last_with(DATABASE, "Plane", other_than=others) for others in asked]
    assert found == ["c5", "c3", "c1", "c5", None]


def test_databases_share_nothing(stores: Stores) -> None:
    stores.ports.ontology.commit(DATABASE, a_commit("c1"), expected_head=None)
    stores.ports.ontology.commit(UUID(int=1), a_commit("d1"), expected_head=None)

    assert [commit.id for commit in stores.ports.ontology.log(UUID(int=1))] == ["d1"]
    assert stores.ports.ontology.read(UUID(int=1), "c1") is None


def a_branch(name: str, head: str | None = None, *, number: int = 1, **more: Any) -> Branch:
    return Branch(id=UUID(int=number), name=name, head=head, **more)


def test_a_branch_begins_where_it_is_made_and_goes_its_own_way(stores: Stores) -> None:
    ontology = stores.ports.ontology
    ontology.commit(DATABASE, a_commit("c1", seconds=1), expected_head=None)
    ontology.keep_branch(DATABASE, a_branch("try", "c1", writers=("kim",), required_reviews=2, protected=True))
    ontology.commit(DATABASE, a_commit("c2", "c1", seconds=2), branch="try", expected_head="c1")
    ontology.commit(DATABASE, a_commit("c3", "c1", seconds=3), expected_head="c1")

    main, branch = ontology.branches(DATABASE)

    assert (main.name, main.head, main.protected) == ("main", "c3", False)
    assert branch == a_branch("try", "c2", writers=("kim",), required_reviews=2, protected=True)
    assert [each.id for each in ontology.log(DATABASE, "try")] == ["c2", "c1"]
    assert [each.id for each in ontology.log(DATABASE)] == ["c3", "c1"]
    assert [ontology.at(DATABASE, START + timedelta(seconds=n), "try") for n in (0, 1, 9)] == [None, "c1", "c2"]
    assert ontology.at(DATABASE, START + timedelta(seconds=2)) == "c1"
    assert ontology.graph(DATABASE) == {"c1": [], "c2": ["c1"], "c3": ["c1"]}
    assert ontology.graph(UUID(int=1)) == {}


def test_what_only_a_branch_has_was_never_on_main(stores: Stores) -> None:
    ontology = stores.ports.ontology
    ontology.commit(DATABASE, a_commit("c1", k=1), expected_head=None)
    ontology.keep_branch(DATABASE, a_branch("try", "c1"))
    ontology.commit(DATABASE, a_commit("c2", "c1", k=2), branch="try", expected_head="c1")

    assert (ontology.last_with(DATABASE, "c2"), ontology.last_with(DATABASE, "c2", "try")) == (None, "c2")
    assert ontology.last_with(DATABASE, "c1", "try") == "c1"


def test_a_branch_that_is_told_again_late_stays_as_it_is(stores: Stores) -> None:
    ontology = stores.ports.ontology
    ontology.commit(DATABASE, a_commit("c1"), expected_head=None)
    made, moved = a_branch("try", "c1"), a_commit("c2", "c1")
    settings = replace(made, head=None, protected=True, version=2)
    for _ in range(2):
        ontology.keep_branch(DATABASE, made)
        ontology.commit(DATABASE, moved, branch="try", expected_head="c1")
        ontology.keep_branch(DATABASE, settings)

    assert ontology.branches(DATABASE)[1] == replace(settings, head="c2")
    gone = replace(settings, version=3, deleted=True)
    again = a_branch("try", "c1", number=2)
    ontology.keep_branch(DATABASE, gone)
    assert [each.name for each in ontology.branches(DATABASE)] == ["main"]
    assert ontology.head(DATABASE, "try") is None
    ontology.keep_branch(DATABASE, again)
    for each in (made, settings, gone):
        ontology.keep_branch(DATABASE, each)
    assert ontology.branches(DATABASE)[1] == again


def test_main_has_settings_before_anything_is_committed(stores: Stores) -> None:
    ontology = stores.ports.ontology
    assert ontology.branches(DATABASE) == [Branch(id=DATABASE, name="main")]

    ontology.keep_branch(DATABASE, Branch(id=DATABASE, name="main", protected=True, version=2))
    ontology.commit(DATABASE, a_commit("c1"), expected_head=None)

    assert ontology.branches(DATABASE) == [Branch(id=DATABASE, name="main", head="c1", protected=True, version=2)]


def test_a_merge_is_a_commit_with_two_parents(stores: Stores) -> None:
    ontology = stores.ports.ontology
    ontology.commit(DATABASE, a_commit("c1"), expected_head=None)
    ontology.keep_branch(DATABASE, a_branch("try", "c1"))
    ontology.commit(DATABASE, a_commit("c2", "c1"), branch="try", expected_head="c1")
    ontology.commit(DATABASE, a_commit("c3", "c1"), expected_head="c1")

    ontology.commit(DATABASE, replace(a_commit("c4"), parents=["c3", "c2"]), expected_head="c3")

    assert [each.id for each in ontology.log(DATABASE)] == ["c4", "c3", "c1"]
    assert ontology.graph(DATABASE)["c4"] == ["c3", "c2"]
    assert [each.id for each in ontology.headers(DATABASE, ["c2", "c9", "c4", "c1"])] == ["c2", "c4", "c1"]
    assert ontology.headers(DATABASE, ["c4"]) == ontology.log(DATABASE, limit=1)


def test_an_index_that_was_given_up_takes_branches_in_again(stores: Stores) -> None:
    ontology = stores.ports.ontology
    branch = a_branch("try", "c1", writers=("kim",))

    def told() -> None:
        ontology.commit(DATABASE, a_commit("c1"), expected_head=None)
        ontology.keep_branch(DATABASE, branch)
        ontology.commit(DATABASE, a_commit("c2", "c1"), branch="try", expected_head="c1")

    told()
    stores.ports.model.forget()
    forgotten = [each.name for each in ontology.branches(DATABASE)]
    told()

    assert forgotten == ["main"]
    assert ontology.branches(DATABASE)[1] == replace(branch, head="c2")
