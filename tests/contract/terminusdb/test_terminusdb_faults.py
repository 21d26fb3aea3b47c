"""What goes wrong between us and TerminusDB, and what is left of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from spice.adapters.terminusdb.failures import failure
from spice.adapters.terminusdb.ontology_repository import TerminusDBOntologyRepository
from spice.domain.errors import DomainError
from spice.domain.ontology.branches import Branch
from spice.ports.errors import Permanent, Transient
from spice.ports.ontology_repository import Commit
from tests.contract.segments import DATABASE
from tests.contract.terminusdb.stores import Place
from tests.contract.test_ontology_repository_behaviour import a_commit
from tests.support.terminusdb.routes import Answer, Request
from tests.support.terminusdb.server import TerminusServer, terminus_server
from tests.support.terminusdb.store import Database

UNANSWERED = ("killed before", "killed after", "breaks off", "nothing", "busy")


@pytest.fixture
def server() -> Iterator[TerminusServer]:
    with terminus_server() as server:
        yield server


def repository(server: TerminusServer, **more: str) -> TerminusDBOntologyRepository:
    """A process's own: it remembers nothing."""
    return TerminusDBOntologyRepository(Place(url=server.url, **more).connection("spice_"))


def insist(fails: type[Exception], write: Any, *arguments: Any, **options: Any) -> None:
    """Write once in vain, as a redelivery finds it, and again."""
    with pytest.raises(fails):
        write(*arguments, **options)
    write(*arguments, **options)


@pytest.mark.parametrize("fault", UNANSWERED)
def test_a_commit_whose_answer_is_lost_is_made_once(server: TerminusServer, fault: str) -> None:
    ontology, second = repository(server), a_commit("c2", "c1", k=2)
    ontology.commit(DATABASE, a_commit("c1", k=1), expected_head=None)
    server.fail_once(fault, "POST", "woql")

    insist(Transient, ontology.commit, DATABASE, second, expected_head="c1")

    fresh = repository(server)
    assert [each.id for each in fresh.log(DATABASE)] == ["c2", "c1"]
    assert fresh.read(DATABASE, "c2") == second
    assert len(fresh.graph(DATABASE)) == 2


@pytest.mark.parametrize("fault", UNANSWERED)
@pytest.mark.parametrize("step", range(11))
def test_a_database_is_made_whole_whenever_its_maker_dies(server: TerminusServer, step: int, fault: str) -> None:
    made = [a_commit("c1", k=1), a_commit("c2", "c1", k=2)]
    requests = iter(range(1000))
    server.fault = lambda request: fault if next(requests) == step else None

    _commit_until_it_is_there(server, made[0])
    repository(server).commit(DATABASE, made[1], expected_head="c1")

    assert [each.id for each in repository(server).log(DATABASE)] == ["c2", "c1"]
    assert repository(server).read(DATABASE, "c2") == made[1]


def test_a_database_that_the_server_died_over_is_made_again(server: TerminusServer) -> None:
    server.store.half_made.add(f"spice_{DATABASE.hex}")

    assert repository(server).head(DATABASE) is None
    repository(server).commit(DATABASE, a_commit("c1"), expected_head=None)

    assert repository(server).head(DATABASE) == "c1"
    assert not server.store.half_made


@pytest.mark.parametrize("has_main", [True, False])
def test_a_database_that_the_server_died_over_is_made_again_though_it_can_be_opened(
    server: TerminusServer, *, has_main: bool
) -> None:
    ruin = server.store.databases[f"spice_{DATABASE.hex}"] = Database(state="creating")
    if not has_main:
        ruin.branches.clear()

    assert repository(server).head(DATABASE) is None
    repository(server).commit(DATABASE, a_commit("c1"), expected_head=None)

    assert repository(server).head(DATABASE) == "c1"
    assert [each.state for each in server.store.databases.values()] == ["finalized"]


@pytest.mark.parametrize("word", ["null", "true", "false"])
def test_a_word_that_means_something_in_json_is_a_message_like_any(server: TerminusServer, word: str) -> None:
    commit = replace(a_commit("c1"), message=word, author=word)

    repository(server).commit(DATABASE, commit, expected_head=None)

    assert repository(server).read(DATABASE, "c1") == commit


def _commit_until_it_is_there(server: TerminusServer, commit: Commit) -> None:
    for _ in range(3):
        try:
            repository(server).commit(DATABASE, commit, expected_head=None)
            return
        except Transient:
            continue
    raise AssertionError("it never was")


@pytest.mark.parametrize("fault", UNANSWERED)
@pytest.mark.parametrize("step", range(9))
def test_a_branch_is_made_and_deleted_whole_whenever_its_maker_dies(
    server: TerminusServer, step: int, fault: str
) -> None:
    repository(server).commit(DATABASE, a_commit("c1"), expected_head=None)
    branch = Branch(id=UUID(int=5), name="가지", head="c1", writers=("kim",))
    gone = replace(branch, version=2, deleted=True)

    _keep(server, branch, step, fault)
    kept = [each for each in repository(server).branches(DATABASE) if each.name == "가지"]
    _keep(server, gone, step, fault)

    assert kept == [branch]
    assert [each.name for each in repository(server).branches(DATABASE)] == ["main"]
    assert repository(server).head(DATABASE, "가지") is None


def _keep(server: TerminusServer, branch: Branch, step: int, fault: str) -> None:
    requests = iter(range(1000))
    server.fault = lambda request: fault if next(requests) == step else None
    try:
        repository(server).keep_branch(DATABASE, branch)
    except Transient:
        repository(server).keep_branch(DATABASE, branch)
    server.fault = lambda request: None


def test_of_two_writers_that_passed_the_header_one_commits(server: TerminusServer) -> None:
    ours, theirs = repository(server), repository(server)
    ours.commit(DATABASE, a_commit("c1"), expected_head=None)

    def between() -> None:
        server.store.checked = lambda: None
        theirs.commit(DATABASE, a_commit("c2", "c1"), expected_head="c1")

    server.store.checked = between
    with pytest.raises(DomainError) as refused:
        ours.commit(DATABASE, a_commit("c3", "c1"), expected_head="c1")

    assert refused.value.code == "version_conflict"
    assert [each.id for each in repository(server).log(DATABASE)] == ["c2", "c1"]


def test_a_commit_that_its_own_lost_request_overtook_is_done(server: TerminusServer) -> None:
    ours, commit = repository(server), a_commit("c2", "c1")
    ours.commit(DATABASE, a_commit("c1"), expected_head=None)

    def between() -> None:
        server.store.checked = lambda: None
        repository(server).commit(DATABASE, commit, expected_head="c1")

    server.store.checked = between
    ours.commit(DATABASE, commit, expected_head="c1")

    assert [each.id for each in ours.log(DATABASE)] == ["c2", "c1"]
    assert len(ours.graph(DATABASE)) == 2


def test_settings_that_another_wrote_meanwhile_are_written_again(server: TerminusServer) -> None:
    ours = repository(server)
    ours.keep_branch(DATABASE, Branch(id=UUID(int=5), name="a"))
    second = Branch(id=UUID(int=6), name="b", protected=True)

    def between() -> None:
        server.store.checked = lambda: None
        repository(server).keep_branch(DATABASE, Branch(id=UUID(int=7), name="c"))

    server.store.checked = between
    insist(Transient, ours.keep_branch, DATABASE, second)

    assert [each.name for each in ours.branches(DATABASE)] == ["a", "b", "c", "main"]


def test_every_fiftieth_commit_is_followed_by_an_optimisation(server: TerminusServer) -> None:
    parent = None
    for number in range(1, 103):
        # Each by a process of its own.
        repository(server).commit(DATABASE, a_commit(f"c{number}", parent), expected_head=parent)
        parent = f"c{number}"

    asked = [each["target"] for each in server.seen if "/optimize/" in each["target"]]
    place = f"/api/optimize/admin/spice_{DATABASE.hex}"
    assert asked == [f"{place}/local/branch/main", f"{place}/local/_commits", f"{place}/_meta"] * 2


@pytest.mark.parametrize("status", [400, 503])
def test_a_commit_is_made_where_the_optimisation_before_it_fails(server: TerminusServer, status: int) -> None:
    busy = {"api:error": {"@type": "api:LabelVersionChanged"}, "api:status": "api:failure"}
    parent = None
    for number in range(1, 51):
        repository(server).commit(DATABASE, a_commit(f"c{number}", parent), expected_head=parent)
        parent = f"c{number}"
    server.refused["optimize"] = Answer(status, busy)

    repository(server).commit(DATABASE, a_commit("c51", parent), expected_head=parent)

    assert repository(server).head(DATABASE) == "c51"


@pytest.mark.parametrize("refusal", ["DatabaseNotFinalized", "LabelVersionChanged"])
def test_what_is_refused_while_somebody_is_at_it_is_tried_again(refusal: str) -> None:
    assert isinstance(failure(400, {"api:error": {"@type": f"api:{refusal}"}}), Transient)


def test_a_refused_access_is_told_as_such(server: TerminusServer) -> None:
    server.refused["document"] = Answer(403, {"api:status": "api:forbidden", "api:message": "not authorised"})

    with pytest.raises(Transient, match="access is refused"):
        repository(server).head(DATABASE)


@pytest.mark.parametrize("told", [{"password": "wrong"}, {"url": "http://127.0.0.1:9"}])
def test_a_server_that_is_away_or_refuses_us_may_answer_later(server: TerminusServer, told: dict[str, str]) -> None:
    ontology = TerminusDBOntologyRepository(Place(**{"url": server.url, **told}).connection("spice_"))

    with pytest.raises(Transient) as failed:
        ontology.head(DATABASE)

    assert "root" not in str(failed.value)


@pytest.mark.parametrize("version", ["12.0.5", "11.1.14", "9.10.11", "12.0", ""])
def test_a_server_that_loses_texts_is_refused_until_it_is_another(server: TerminusServer, version: str) -> None:
    ontology, server.store.version = repository(server), version

    with pytest.raises(Transient, match=rf"{version}.*12\.0\.6 or later is needed: earlier ones lose documents"):
        ontology.commit(DATABASE, a_commit("c1"), expected_head=None)
    with pytest.raises(Transient, match=r"12\.0\.6 or later"):
        ontology._connection.ping()
    assert not server.store.databases

    server.store.version = "12.0.6"
    ontology.commit(DATABASE, a_commit("c1"), expected_head=None)
    assert ontology.head(DATABASE) == "c1"
    assert [each["target"] for each in server.seen].count("/api/info") == 3


@pytest.mark.parametrize("version", ["12.0.6", "12.0.10", "12.1.0-rc1", "13.0.0"])
def test_later_servers_are_worked_with(server: TerminusServer, version: str) -> None:
    server.store.version = version

    repository(server)._connection.ping()


def test_a_database_that_lacks_a_document_says_so(server: TerminusServer) -> None:
    ontology = repository(server)
    parts = [{"id": "p1", "name": "한"}, {"id": "p2", "name": "두"}]
    commit = replace(a_commit("c1"), classes={"k": {"id": "k", "name": "K", "properties": parts}})
    ontology.commit(DATABASE, commit, expected_head=None)
    (database,) = server.store.databases.values()
    documents = database.branches["main"].documents
    assert isinstance(documents, dict)
    del documents["OntologyProperty/k-p-p2"]

    with pytest.raises(Permanent, match="k-p-p2 is not there"):
        repository(server).read(DATABASE, "c1")


def test_what_did_not_change_is_not_written(server: TerminusServer) -> None:
    ontology = repository(server)
    parts: Sequence[dict[str, object]] = [{"id": f"p{n}", "name": f"p{n}"} for n in range(20)]
    first = replace(a_commit("c1"), classes={"k": {"id": "k", "name": "K", "properties": parts}})
    ontology.commit(DATABASE, first, expected_head=None)
    changed = [*parts[:-2], {**parts[-1], "label": {"ko": "끝"}}]
    second = replace(a_commit("c2", "c1"), classes={"k": {"id": "k", "name": "K", "properties": changed}})

    ontology.commit(DATABASE, second, expected_head="c1")

    (query,) = [each["body"]["query"] for each in server.seen if _writes(each)][-1:]
    assert [each["@type"] for each in query["and"]] == [
        "InsertDocument",
        "UpdateDocument",
        "UpdateDocument",
        "DeleteDocument",
    ]
    assert repository(server).read(DATABASE, "c2") == second
    assert repository(server).read(DATABASE, "c1") == first


def _writes(seen: dict[str, Any]) -> bool:
    return seen["method"] == "POST" and "/woql/" in seen["target"] and "_commits" not in seen["target"]


def test_a_server_that_was_emptied_begins_anew(server: TerminusServer) -> None:
    ontology = repository(server)
    for commit in ("c1", "d1"):
        ontology.commit(DATABASE, a_commit(commit, k=1), expected_head=None)
        assert ontology.head(DATABASE) == commit
        server.store.databases.clear()
        assert ontology.head(DATABASE) is None
        assert ontology.read(DATABASE, commit) is None


def test_a_fault_of_one_request_is_told_of_it(server: TerminusServer) -> None:
    seen: list[Request] = []
    server.fault = lambda request: seen.append(request)

    assert repository(server).head(DATABASE) is None

    assert [each.steps[1] for each in seen] == ["info", "document", "db"]
