"""Writes of the ontology, on `main` or another branch."""

from collections.abc import Mapping
from typing import Any

from functions.api.commands.models import ClassBody, OntologyChanges
from functions.api.commands.parameters import BRANCH, GUARDED, MESSAGE
from functions.api.commands.writing import Intent, Room, Writing, asking_of
from spice.application.ground.problem_rows import problem_rows
from spice.application.intake.command import Asking
from spice.application.intake.ontology import entry_rows
from spice.domain.administration import ChangeOntology
from spice.domain.ontology.branches import MAIN
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request

_PATH = "/database/{db}/ontology"
_QUERY = (BRANCH, MESSAGE)


def add(room: Room, writing: Writing) -> None:
    """Register the commands."""

    @room.command(
        "POST", _PATH, needs="modeler", query=_QUERY, inside="/changes/0/class", body=ClassBody, heeds=GUARDED
    )
    def create(request: Request, asking: Asking, body: ClassBody) -> Intent:
        """Create a class."""
        return _one(writing, request, asking, {"op": "create", "class": body.root})

    @room.command(
        "PUT",
        _PATH + "/{class}",
        needs="modeler",
        query=_QUERY,
        inside="/changes/0/class",
        body=ClassBody,
        heeds=GUARDED,
    )
    def replace(request: Request, asking: Asking, body: ClassBody) -> Intent:
        """Replace a class; properties are matched by id, else by name."""
        return _one(writing, request, asking, {"op": "replace", "name": request.path["class"], "class": body.root})

    @room.command(
        "PATCH",
        _PATH + "/{class}",
        needs="modeler",
        query=_QUERY,
        inside="/changes/0/patch",
        body=ClassBody,
        heeds=GUARDED,
    )
    def patch(request: Request, asking: Asking, body: ClassBody) -> Intent:
        """Merge into a class's definition (RFC 7396)."""
        return _one(writing, request, asking, {"op": "update", "name": request.path["class"], "patch": body.root})

    @room.command("DELETE", _PATH + "/{class}", needs="modeler", query=_QUERY, inside="/changes/0/name", heeds=GUARDED)
    def delete(request: Request, asking: Asking) -> Intent:
        """Delete a class."""
        return _one(writing, request, asking, {"op": "delete", "name": request.path["class"]})

    @room.command("POST", _PATH + "/changes", needs="modeler", query=(BRANCH,), body=OntologyChanges, heeds=GUARDED)
    def change(request: Request, asking: Asking, body: OntologyChanges) -> Intent:
        """Apply several operations in one commit."""
        return _intent(writing, request, asking, change_of(body, request))


def add_check(api: Api, writing: Writing) -> None:
    """Register the check, which only reads."""

    @api.post(_PATH + "/check", needs="viewer", query=(BRANCH,), body=OntologyChanges)
    def check(request: Request, body: OntologyChanges) -> Answer:
        """Tell what a change would do: problems, the severity of each change, the instances affected."""
        outcome = writing.ontology.judge(asking_of(request), request.database, change_of(body, request))
        return Answer(
            data={
                "problems": problem_rows(outcome.problems),
                "changes": entry_rows(outcome),
                "affected": outcome.affected,
            }
        )


def change_of(body: OntologyChanges, request: Request) -> ChangeOntology:
    """Make the domain's command of a body."""
    return ChangeOntology(
        changes=body.changes,
        message=body.message,
        migrations=body.migrations,
        waive=body.waive,
        branch=_branch(request),
    )


def _one(writing: Writing, request: Request, asking: Asking, change: Mapping[str, Any]) -> Intent:
    message = request.query.one("message", "") or ""
    return _intent(writing, request, asking, ChangeOntology(changes=[change], message=message, branch=_branch(request)))


def _branch(request: Request) -> str:
    return spelled(request.query.one("branch", MAIN) or MAIN)


def _intent(writing: Writing, request: Request, asking: Asking, change: ChangeOntology) -> Intent:
    drafts, database, tags = writing.ontology, request.database, request.tags("if-match")
    absent = request.must_be_absent()
    return Intent(
        lambda: drafts.change(asking, database, change, tags, must_be_absent=absent),
        lambda: drafts.rehearse(asking, database, change, tags),
    )
