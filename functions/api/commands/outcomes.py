"""What became of a command, as an answer: the command, with the resource in `result` when it is done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args
from urllib.parse import quote

from msgspec import UNSET
from msgspec.structs import replace

from spice.application.intake.command import Outcome
from spice.application.queries.command_rows import CommandRow, command_row
from spice.application.queries.results import Kept, Results
from spice.domain.ontology.branches import MAIN
from spice.domain.ontology.pulls.commands import OpenPullRequest, PullCommand
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, status_of
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API
from spice.messages.problem import ProblemRow
from spice.ports.command_store import CommandState

_INSTANCES = ("CreateInstance", "PutInstance", "PatchInstance", "DeleteInstance", "RestoreInstance")
_OF_BRANCHES = ("CreateBranch", "UpdateBranch", "DeleteBranch", "RollBack", "MergeBranches", "RebaseBranch")
_OF_PULLS = tuple(kind.__name__ for kind in get_args(PullCommand))
_SHOWN = (*_INSTANCES, *_OF_BRANCHES, *_OF_PULLS, "ChangeOntology", "UpdateDatabase")
"""Commands whose answer shows what the database holds."""
_SAFE = "~!$&'()*+,;=:@"
_UNTOLD = ProblemRow(code="internal", message="it failed")


def answer(results: Results, request: Request, outcome: Outcome) -> Answer[CommandRow[Any]]:
    """Answer 200 or 201 with the result, the error it failed with, or 202."""
    state = outcome.state
    headers = {"Idempotency-Replayed": "true"} if outcome.replayed else {}
    headers |= request.patience.applied
    if state.state == "FAILED" and request.patience.wanted:
        return _failed(state, headers)
    if state.state == "COMPLETED" and request.patience.wanted:
        return _completed(results, request, state, headers)
    headers |= {"Location": f"{API}/commands/{state.id}", **request.patience.come_again}
    return Answer(status=202, data=command_row(state), headers=headers)


class _Done(NamedTuple):
    status: int
    location: str | None
    tag: object
    result: Any


def _completed(
    results: Results, request: Request, state: CommandState, headers: Mapping[str, str]
) -> Answer[CommandRow[Any]]:
    actor = request.actor
    kept = results.completed(state.type, state.result or {}, state.database, actor.subject, admin=actor.admin)
    if state.type in _SHOWN and not request.allowed_still:
        # Who lost the right while waiting is told that it is done, and nothing of what is there.
        kept, done = {}, _Done(200, None, None, UNSET)
    elif state.type in _INSTANCES and "id" in kept:
        done = _instance(results, request, kept, state.submitted_at)
    elif state.type == "ChangeOntology":
        done = _ontology(request, kept)
    elif state.type in (*_OF_BRANCHES, *_OF_PULLS):
        done = (_of_pull if state.type in _OF_PULLS else _of_branch)(request, state.type, kept)
    elif state.type in ("CreateDatabase", "UpdateDatabase"):
        created = state.type == "CreateDatabase"
        place = f"{API}/database/{_quoted(kept.get('name'))}"
        done = _Done(201 if created else 200, place, kept.get("version"), kept)
    else:
        done = _Done(200, None, None, kept or UNSET)
    places = {} if done.location is None or done.status != 201 else {"Location": done.location}
    if "migration" in kept:
        place = f"{API}/database/{_quoted(request.database.name)}/migrations/{kept['migration']}"
        places = {"Location": place}
    tags = {} if done.tag is None else {"ETag": f'"{done.tag}"'}
    row = replace(command_row(state), result=done.result)
    return Answer(status=done.status, data=row, headers={**headers, **places, **tags})


def _instance(results: Results, request: Request, kept: Kept, at: datetime) -> _Done:
    schema = results.current(request.database)
    told = results.instance(request.database.uuid, kept, at, schema)
    if told.data is UNSET:
        return _Done(200, None, kept.get("version"), told)
    created = kept.get("changed", True) and told.created_at == told.updated_at
    place = f"{API}/database/{_quoted(request.database.name)}/instances/{_quoted(told.class_)}/{_quoted(told.id)}"
    return _Done(201 if created else 200, place, kept.get("version"), told)


def _ontology(request: Request, kept: Kept) -> _Done:
    """A write of one class shows the class, and all that this changed."""
    commit, several = kept.get("commit"), request.url.endswith(("/ontology/changes", "/ontology/import"))
    if request.method != "POST" or several or not kept.get("changed", True):
        return _Done(200, None, commit, kept)
    branch = spelled(request.query.one("branch", MAIN) or MAIN)
    place = f"{API}/database/{_quoted(request.database.name)}/ontology/{_quoted(kept.get('name'))}"
    return _Done(201, place + ("" if branch == MAIN else f"?branch={quote(branch, safe='')}"), commit, kept)


def _failed(state: CommandState, headers: Mapping[str, str]) -> Answer[CommandRow[Any]]:
    errors = state.errors or [_UNTOLD]
    return Answer(
        status=status_of(errors[0].code),
        data=command_row(state),
        message=errors[0].message,
        errors=errors,
        headers=headers,
    )


def _of_branch(request: Request, kind: str, kept: Kept) -> _Done:
    """A branch is shown as it was left; what moves one is answered with the commit where it stands."""
    if kind != "CreateBranch":
        return _Done(200, None, kept.get("commit", kept.get("head")), kept or UNSET)
    place = f"{API}/database/{_quoted(request.database.name)}/branches/{_quoted(kept.get('name'))}"
    return _Done(201, place, kept.get("head"), kept)


def _of_pull(request: Request, kind: str, kept: Kept) -> _Done:
    """A pull request is shown as it was left, with its version."""
    if kind != OpenPullRequest.__name__:
        return _Done(200, None, kept.get("version"), kept or UNSET)
    place = f"{API}/database/{_quoted(request.database.name)}/pull-requests/{kept.get('number')}"
    return _Done(201, place, kept.get("version"), kept)


def _quoted(step: object) -> str:
    return quote(str(step), safe=_SAFE)
