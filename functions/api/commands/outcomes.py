"""What became of a command, as an answer: the command, with the resource in `result` when it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from spice.application.ground.instance_rows import instance_row
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.intake.command import Outcome
from spice.application.queries.commands import command_row
from spice.application.queries.databases import database_row
from spice.domain.instance.model import Instance
from spice.entrypoints.http.answer import Answer, status_of
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API
from spice.ports.command_store import CommandState
from spice.ports.directory import Directory
from spice.ports.instance_reader import InstanceReader

_INSTANCES = ("CreateInstance", "PutInstance", "PatchInstance", "DeleteInstance", "RestoreInstance")
_OF_BRANCHES = ("CreateBranch", "UpdateBranch", "DeleteBranch", "RollBack", "MergeBranches", "RebaseBranch")
_SHOWN = (*_INSTANCES, *_OF_BRANCHES, "ChangeOntology", "UpdateDatabase")
"""Commands whose answer shows what the database holds."""
_NAME = "/changes/0/name"
"""Where the class of a request's path stands in its command."""
_SAFE = "~!$&'()*+,;=:@"


class Outcomes:
    """Writes answers of commands."""

    def __init__(self, reader: InstanceReader, directory: Directory, ontologies: Ontologies) -> None:
        self._reader, self._directory, self._ontologies = reader, directory, ontologies

    def answer(self, request: Request, outcome: Outcome, inside: str = "") -> Answer:
        """Answer 200 or 201 with the result, the error it failed with, or 202.

        `inside`: where the request's body stands in the command's, for the paths of errors.
        """
        state = outcome.state
        headers = {"Idempotency-Replayed": "true"} if outcome.replayed else {}
        headers |= request.patience.applied
        if state.state == "FAILED" and request.patience.wanted:
            return _failed(state, inside, headers)
        if state.state == "COMPLETED" and request.patience.wanted:
            return self._completed(request, state, headers)
        headers |= {"Location": f"{API}/commands/{state.id}", **request.patience.come_again}
        return Answer(status=202, data=command_row(state), headers=headers)

    def _completed(self, request: Request, state: CommandState, headers: Mapping[str, str]) -> Answer:
        row, result = command_row(state), state.result or {}
        if state.type in _SHOWN and not request.allowed_still:
            # Who lost the right while waiting is told that it is done, and nothing of what is there.
            row, done = command_row(replace(state, result=None)), _Done(200, None, None, {})
        elif state.type in _INSTANCES and "id" in result:
            done = self._instance(request, result)
        elif state.type == "ChangeOntology":
            done = _ontology(request, result)
        elif state.type in _OF_BRANCHES:
            done = _of_branch(request, state.type, result)
        elif state.type in ("CreateDatabase", "UpdateDatabase"):
            done = self._database(request, state.type, result)
        else:
            done = _Done(200, None, None, result)
        if done.result:
            row["result"] = done.result
        places = {} if done.location is None or done.status != 201 else {"Location": done.location}
        tags = {} if done.tag is None else {"ETag": f'"{done.tag}"'}
        return Answer(status=done.status, data=row, headers={**headers, **places, **tags})

    def _database(self, request: Request, kind: str, result: Mapping[str, object]) -> "_Done":
        name = str(result.get("name"))
        access = self._directory.access(name, request.actor.subject)
        shown = result if access is None else database_row(access.database, access.role)
        created = kind == "CreateDatabase"
        return _Done(201 if created else 200, f"{API}/database/{_quoted(name)}", result.get("version"), shown)

    def _instance(self, request: Request, result: Mapping[str, object]) -> "_Done":
        schema = self._ontologies.current(request.database)
        found = self._state(request, schema, result)
        identity, version = str(result["id"]), result.get("version")
        name = schema.class_name(str(result["class"]))
        shown: dict[str, object] = {**result, "class": name}
        if found is None:
            return _Done(200, None, version, shown)
        created = bool(result.get("changed", True)) and found.created_at == found.updated_at
        place = f"{API}/database/{_quoted(request.database.name)}/instances/{_quoted(name)}/{_quoted(identity)}"
        return _Done(201 if created else 200, place, version, {**shown, **instance_row(schema, found)})

    def _state(self, request: Request, schema: Schema, result: Mapping[str, object]) -> Instance | None:
        """The state the command left; None when it left none (a delete)."""
        shape = schema.ontology.by_id.get(str(result["class"]))
        version = result.get("version")
        if shape is None or not isinstance(version, int):
            return None
        uuid, identity = request.database.uuid, str(result["id"])
        found = self._reader.instance(uuid, shape.root_id, identity)
        if found is not None and found.version != version:
            found = self._reader.at_version(uuid, shape.root_id, identity, version)
        return None if found is None or found.deleted else found


@dataclass(frozen=True, slots=True)
class _Done:
    status: int
    location: str | None
    tag: object
    result: Mapping[str, object]


def _failed(state: CommandState, inside: str, headers: Mapping[str, str]) -> Answer:
    errors = [_outside(error, inside) for error in state.errors]
    first = errors[0] if errors else {"code": "internal", "message": "it failed"}
    return Answer(
        status=status_of(first["code"]),
        data=command_row(replace(state, errors=errors)),
        message=str(first["message"]),
        errors=errors or [first],
        headers=headers,
    )


def _outside(error: dict[str, object], inside: str) -> dict[str, object]:
    code, path = outside(str(error["code"]), str(error.get("path", "")), inside)
    moved = {**error, "code": code, "path": path}
    return moved if path else {name: value for name, value in moved.items() if name != "path"}


def outside(code: str, path: str, inside: str) -> tuple[str, str]:
    """Tell a problem's code and path for a request whose body stands at `inside` in the command's."""
    if inside and path == _NAME and code == "unknown_class":
        return "not_found", ""
    return code, path.removeprefix(inside)


def _ontology(request: Request, result: Mapping[str, object]) -> _Done:
    """A write of one class shows the class; one of several shows them in `classes`."""
    commit, several = result.get("commit"), request.url.endswith("/ontology/changes")
    match result.get("classes"):
        case [Mapping() as alone] if not several:
            result = {**alone, **{name: part for name, part in result.items() if name != "classes"}}
    if request.method != "POST" or several or not result.get("changed", True):
        return _Done(200, None, commit, result)
    place = f"{API}/database/{_quoted(request.database.name)}/ontology/{_quoted(result.get('name'))}"
    return _Done(201, place, commit, result)


def _of_branch(request: Request, kind: str, result: Mapping[str, object]) -> _Done:
    """A branch is shown as it was left; what moves one is answered with the commit where it stands."""
    if kind != "CreateBranch":
        return _Done(200, None, result.get("commit", result.get("head")), result)
    place = f"{API}/database/{_quoted(request.database.name)}/branches/{_quoted(result.get('name'))}"
    return _Done(201, place, result.get("head"), result)


def _quoted(step: object) -> str:
    return quote(str(step), safe=_SAFE)
