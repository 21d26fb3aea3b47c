"""One database of TerminusDB: its branches, commits and documents."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from spice.adapters.terminusdb import woql
from spice.adapters.terminusdb.connection import WRITE_SECONDS, Answer, TerminusDBConnection
from spice.adapters.terminusdb.failures import SERVICE, Moved, failure, has_moved
from spice.adapters.terminusdb.model import REVISION, SCHEMA
from spice.adapters.terminusdb.parts import Fields
from spice.domain.ontology.branches import MAIN
from spice.ports.errors import Transient

AUTHOR = "spice"
_INITIAL = "InitialCommit/"

Document = Mapping[str, Any]


class TerminusDatabase:
    """What is asked of a database. `version` is a commit as TerminusDB names it, never one of ours."""

    def __init__(self, connection: TerminusDBConnection, name: str) -> None:
        self._connection, self._name = connection, name
        self._place = f"{connection.organization}/{name}"

    def heads(self) -> Mapping[str, str]:
        """Tell where every branch stands; nothing where there is no database, "" where nothing was ever written."""
        path, params = f"/api/document/{self._place}/local/_commits", {"type": "Branch", "as_list": "true"}
        answer = self._connection.ask("GET", path, params=params, allowing=_ABSENT)
        listed = [] if answer.refusal else _listed(answer)
        # A branch is without a head where the server died while it made the database.
        heads = {each["name"]: _version(each["head"]) for each in listed if "head" in each}
        if MAIN not in heads and self._is_there() and not self._is_half_made():
            raise failure(answer.status, answer.body) if answer.refusal else Transient(SERVICE, "there is no main")
        return heads if MAIN in heads else {}

    def make(self) -> None:
        """Make the database and its schema; what is there already is left."""
        heads = self.heads()
        if not heads or (heads[MAIN] == "" and self._is_half_made()):
            self._make_empty()
        if self.heads().get(MAIN) == "":
            self._insert_schema()

    def _make_empty(self) -> None:
        path = f"/api/db/{self._place}"
        if self._is_there():
            _done(self._connection.ask("DELETE", path, params={"force": "true"}, seconds=WRITE_SECONDS))
        body = {"label": self._name, "comment": "ontologies of Spice Harvester", "schema": True}
        there = ("DatabaseAlreadyExists",)
        _done(self._connection.ask("POST", path, body=body, allowing=there, seconds=WRITE_SECONDS))

    def _is_there(self) -> bool:
        return self._connection.has(f"/api/db/{self._place}")

    def _is_half_made(self) -> bool:
        """Tell whether the server died while it made the database: it is there then, whole or not, and for good in
        between."""
        answer = self._connection.ask("GET", f"/api/db/{self._place}", params={"verbose": "true"})
        return _object(answer).get("state") in ("creating", "deleting")

    def _insert_schema(self) -> None:
        path, params = (
            f"/api/document/{self._place}",
            {"graph_type": "schema", "author": AUTHOR, "message": "meta-model"},
        )
        answer = self._connection.ask(
            "POST", path, params=params, body=SCHEMA, allowing=("DocumentIdAlreadyExists",), seconds=WRITE_SECONDS
        )
        if not answer.refusal and answer.body != [each["@id"] for each in SCHEMA]:
            raise Transient(SERVICE, f"the schema of {self._name} was not written: {answer.body}")

    def branch(self, name: str, origin: str) -> None:
        """Make a branch at `branch/NAME` or `commit/VERSION`, unless it is there."""
        body = {"origin": f"/{self._place}/local/{origin}"}
        _done(self._connection.ask("POST", self._branch(name), body=body, allowing=("BranchExistsError",)))

    def drop_branch(self, name: str) -> None:
        """Delete a branch, if it is there; its commits stay."""
        _done(self._connection.ask("DELETE", self._branch(name), allowing=("BranchDoesNotExistError",)))

    def documents(self, version: str, kind: str) -> dict[str, Fields]:
        """Read all documents of a kind as a commit has them, by id."""
        path, params = f"/api/document/{self._place}/local/commit/{version}", {"as_list": "true", "type": kind}
        found = _listed(self._connection.ask("GET", path, params=params))
        return {each["@id"]: {name: text for name, text in each.items() if name != "@id"} for each in found}

    def commit(self, version: str) -> Document:
        """Read what the commit graph says of a commit that is there."""
        path, params = f"/api/document/{self._place}/local/_commits", {"id": f"ValidCommit/{version}"}
        return _object(self._connection.ask("GET", path, params=params))

    def commits(self) -> Sequence[Document]:
        """Read what the commit graph says of every commit."""
        path, params = f"/api/document/{self._place}/local/_commits", {"type": "ValidCommit", "as_list": "true"}
        return _listed(self._connection.ask("GET", path, params=params))

    def find(self, field: str, value: str) -> str | None:
        """Find the commit whose metadata says so."""
        path = f"/api/woql/{self._place}/local/_commits"
        answer = self._connection.ask("POST", path, body={"query": woql.commits_with(field, value)})
        return next((each["Id"]["@value"] for each in _object(answer)["bindings"]), None)

    def write(self, branch: str, after: str, changes: Sequence[woql.Query], said: Mapping[str, Any]) -> str:
        """Commit on a branch that stands at `after`, all or nothing. `said`: author, message, metadata. Raises Moved.

        The header alone locks nothing: of two writers at once both pass it. The Revision is what only one can insert.
        """
        revision = {"@type": REVISION, "after": after, "command_id": said["metadata"]["command_id"]}
        answer = self._connection.ask(
            "POST",
            f"/api/woql/{self._place}/local/branch/{quote(branch, safe='')}",
            body={"query": woql.all_of([woql.insert(revision), *changes]), "commit_info": said},
            at=after,
            allowing=("DataVersionMismatch", "DocumentIdAlreadyExists"),
            seconds=WRITE_SECONDS,
        )
        if has_moved(answer.body):
            raise Moved(SERVICE, f"branch {branch} of {self._name} has moved from {after}")
        if answer.refusal:
            raise failure(answer.status, answer.body)
        return self._made(answer, after)

    def _made(self, answer: Answer, after: str) -> str:
        """Check that something was written."""
        wrote = isinstance(answer.body, dict) and answer.body.get("inserts", 0) > 0
        if not wrote or answer.version in (None, "", after):
            raise Transient(SERVICE, f"{self._name} answered {answer.status}, and nothing was written")
        assert answer.version is not None
        return answer.version

    def optimise(self, branch: str) -> None:
        """Merge the layers that commits leave behind, or reads become twenty times slower by the 500th."""
        for part in (f"local/branch/{quote(branch, safe='')}", "local/_commits", "_meta"):
            _done(self._connection.ask("POST", f"/api/optimize/{self._place}/{part}", body={}, seconds=WRITE_SECONDS))

    def _branch(self, name: str) -> str:
        return f"/api/branch/{self._place}/local/branch/{quote(name, safe='')}"


_ABSENT = ("UnknownDatabase", "UnresolvableAbsoluteDescriptor", "InternalServerError")
"""What may mean that there is no database, which is then asked for: it answers 500 where something is not there."""


def _version(head: str) -> str:
    return "" if head.startswith(_INITIAL) else head.partition("/")[2]


def _done(answer: Answer) -> None:
    """Check that it says so: a request that breaks off is answered 200 as well."""
    if not answer.refusal and _object(answer).get("api:status") != "api:success":
        raise Transient(SERVICE, f"answered {answer.status}, and does not say that it was done")


def _listed(answer: Answer) -> Sequence[Document]:
    if not isinstance(answer.body, list):
        raise Transient(SERVICE, f"answered {answer.status}, and no list")
    return answer.body


def _object(answer: Answer) -> Document:
    if not isinstance(answer.body, dict):
        raise Transient(SERVICE, f"answered {answer.status}, and no object")
    return answer.body
