"""Our server answers as the recorded one did, and what the adapter asks has been asked of that."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from spice.adapters.terminusdb.ontology_repository import TerminusDBOntologyRepository
from spice.domain.ontology.branches import Branch
from spice.ports.ontology_repository import Commit
from tests.contract.segments import DATABASE
from tests.contract.terminusdb.recordings import Exchange, exchanges, shape
from tests.contract.terminusdb.stores import Place
from tests.support.memory_platform import START
from tests.support.terminusdb.server import PASSWORD, USER, TerminusServer, terminus_server

_VERSION = re.compile(r"\b[a-z0-9]{31,32}\b")
_HEADER = "terminusdb-data-version"
_PASSING = {"api:message", "api:request_id", "api:database_uri", "api:document", "api:witnesses", "J", "inserts"}
_PASSING |= {"deletes", "timestamp", "user", "schema", "instance", "creation_date", "git_hash"}
"""What says nothing, or is another each time."""
ONE_BY_ONE: tuple[str, ...] = (
    "auth.anonymous",
    "auth.wrong",
    "info",
    "db.",
    "head.",
    "branches.list_commits",
    "schema.insert",
    "branch.create.",
)
ONE_BY_ONE += ("branch.head", "branch.read", "branch.delete", "documents.read.at_commit.missing", "optimize")
ONE_BY_ONE += ("commit.get_by_id.missing",)


@pytest.fixture
def server() -> Iterator[TerminusServer]:
    with terminus_server() as server:
        yield server


class Replay:
    """Asks a server what was asked of the recorded one, whose commits have other names."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False)
        self._names: dict[str, str] = {}

    def __call__(self, exchange: Exchange) -> httpx.Response:
        """Ask."""
        request, signed_in = exchange["request"], None
        if "authorization" in request["headers"]:
            signed_in = (USER, "wrong" if exchange["op"] == "auth.wrong_password" else PASSWORD)
        headers = {name: value for name, value in request["headers"].items() if name != "authorization"}
        said = {"method": request["method"], "target": request["target"], "headers": headers, "body": request["body"]}
        renamed = self.renamed(said)
        body = {} if renamed["body"] is None else {"json": renamed["body"]}
        response = self._client.request(
            renamed["method"], renamed["target"], headers=renamed["headers"], auth=signed_in, **body
        )
        self._learn(exchange["response"]["headers"].get(_HEADER, ""), response.headers.get(_HEADER, ""))
        return response

    def renamed(self, told: Any) -> Any:
        """Say it with the names of this server's commits."""
        if isinstance(told, dict):
            return {key: self.renamed(value) for key, value in told.items()}
        if isinstance(told, list):
            return [self.renamed(each) for each in told]
        if not isinstance(told, str):
            return told
        moved = re.sub("/(perfm|lock)(?=/)", "/onto", told)
        return _VERSION.sub(lambda found: self._names.get(found[0], found[0]), moved)

    def _learn(self, recorded: str, told: str) -> None:
        assert recorded.partition(":")[0] == told.partition(":")[0]
        self._names[recorded.partition(":")[2]] = told.partition(":")[2]


def comparable(body: Any) -> Any:
    """Leave out what passes, and the order of documents, which is that of their names."""
    if isinstance(body, dict):
        named = {key: value for key, value in body.items() if not str(value).startswith("UserDatabase/")}
        return {key: comparable(value) for key, value in sorted(named.items()) if key not in _PASSING}
    return sorted((comparable(each) for each in body), key=repr) if isinstance(body, list) else body


def assert_alike(replay: Replay, exchange: Exchange) -> None:
    """See that the server says what was recorded."""
    recorded = exchange["response"]
    response = replay(exchange)
    assert response.status_code == recorded["status"], exchange["op"]
    told = response.json() if response.content else ""
    if isinstance(recorded["body"], dict) and recorded["body"].get("@type") == "Branch":
        told = told[0]
    assert comparable(told) == comparable(replay.renamed(recorded["body"])), exchange["op"]


def test_a_guarded_commit_and_its_refusals_go_as_recorded(server: TerminusServer) -> None:
    recorded = [each for each in exchanges() if each["op"].startswith("cas.")]
    replay = Replay(server.url)

    for exchange in recorded:
        assert_alike(replay, exchange)

    assert len(recorded) == 20


def test_everything_else_is_answered_as_recorded(server: TerminusServer) -> None:
    replay, seen = Replay(server.url), set[str]()

    for exchange in exchanges():
        unlike = exchange["op"] in ("db.get_branches", "branch.create.from_commit", "branch.delete")
        if exchange["op"].startswith(ONE_BY_ONE) and not unlike:
            seen.add(exchange["op"])
            assert_alike(replay, exchange)

    assert len(seen) == 24


def test_the_adapter_asks_only_what_was_recorded(server: TerminusServer) -> None:
    known = {shape(each["request"]) for each in exchanges()}
    ontology = TerminusDBOntologyRepository(Place(url=server.url).connection("spice_"))

    everything(ontology)

    asked = [shape(request) for request in server.seen]
    assert not {each[:3] for each in asked if not any(_covers(one, each) for one in known)}
    assert all(request["headers"]["connection"] == "close" for request in server.seen)


def _covers(recorded: tuple[object, ...], asked: tuple[object, ...]) -> bool:
    """Tell whether a request was recorded; of a query, each of its parts somewhere in one."""
    if recorded[:4] != asked[:4]:
        return False
    return recorded[4] == asked[4] or _parts(asked[4]) <= _ALL_PARTS


def _parts(body: object) -> set[object]:
    query = dict(body).get("query") if isinstance(body, tuple) else None
    if query is None:
        return {body}
    return {*query} if isinstance(query, frozenset) else {query}


def _of_texts(part: object) -> object:
    """A recorded document has texts and more: ours have texts alone."""
    told = dict(part) if isinstance(part, tuple) else {}
    if "document" not in told:
        return part
    return tuple((key, _TEXTS if key == "document" else value) for key, value in told.items())


_TEXTS = (("@type", "Value"), ("dictionary", "texts"))
_ALL_PARTS = {_of_texts(part) for each in exchanges() for part in _parts(shape(each["request"])[4])}


def everything(ontology: TerminusDBOntologyRepository) -> None:
    """Do all there is."""
    parent = None
    for number in range(1, 52):
        text = f"이름 {number % 3}"
        properties = [{"id": f"p{n}", "name": f"p{n}", "label": {"ko": text}} for n in range(number % 4)]
        commit = Commit(
            id=f"c{number}",
            parents=[parent] if parent else [],
            message="말",
            author="kim",
            at=START + timedelta(seconds=number),
            command_id=uuid4(),
            classes={"k": {"id": "k", "name": text, "properties": properties}},
        )
        ontology.commit(DATABASE, commit, expected_head=parent)
        parent = commit.id
    branch = Branch(id=UUID(int=7), name="가지", head="c3")
    ontology.keep_branch(DATABASE, branch)
    ontology.branches(DATABASE)
    fresh = TerminusDBOntologyRepository(ontology._connection)
    fresh.read(DATABASE, "c2")
    fresh.log(DATABASE)
    fresh.last_with(DATABASE, "이름 0")
    fresh.keep_branch(DATABASE, Branch(id=UUID(int=7), name="가지", version=2, deleted=True))
