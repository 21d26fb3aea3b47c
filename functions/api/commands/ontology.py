"""Writes of the ontology, on `main` or another branch."""

from collections.abc import Mapping
from typing import Any

from functions.api.commands.models import ClassBody, OntologyChanges
from functions.api.commands.parameters import AFTER, BRANCH, GUARDED, MESSAGE, OF_COMMITS, OF_ONTOLOGY
from functions.api.commands.writing import NO_META, CommandRoutes, Intent, Writing, asking_of
from spice.application.ground.class_rows import ChangedClass, ChangedClasses
from spice.application.intake.command import Caller
from spice.application.intake.ontology import CheckRow, WouldChange, WouldLeave, check_row
from spice.domain.administration import ChangeOntology
from spice.domain.hints import pointer
from spice.domain.ontology.branches import MAIN
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request

_PATH = "/database/{db}/ontology"
_QUERY = (BRANCH, MESSAGE)


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the commands."""

    @room.command(
        "POST",
        _PATH,
        needs="modeler",
        query=_QUERY,
        body=ClassBody,
        heeds=GUARDED,
        may=OF_COMMITS,
    )
    def create(request: Request, asking: Caller, body: ClassBody) -> Intent[ChangedClass, WouldLeave]:
        """Create a class."""
        return _one(writing, request, asking, {"op": "create", "class": body.root}, "class")

    @room.command(
        "PUT",
        _PATH + "/{class}",
        needs="modeler",
        query=_QUERY,
        body=ClassBody,
        heeds=GUARDED,
        may=OF_COMMITS,
    )
    def replace(request: Request, asking: Caller, body: ClassBody) -> Intent[ChangedClass, WouldLeave]:
        """Replace a class; properties are matched by id, else by name."""
        return _one(
            writing, request, asking, {"op": "replace", "name": request.path["class"], "class": body.root}, "class"
        )

    @room.command(
        "PATCH",
        _PATH + "/{class}",
        needs="modeler",
        query=_QUERY,
        body=ClassBody,
        heeds=GUARDED,
        may=OF_COMMITS,
    )
    def patch(request: Request, asking: Caller, body: ClassBody) -> Intent[ChangedClass, WouldLeave]:
        """Merge into a class's definition (RFC 7396)."""
        return _one(
            writing, request, asking, {"op": "update", "name": request.path["class"], "patch": body.root}, "patch"
        )

    @room.command(
        "DELETE",
        _PATH + "/{class}",
        needs="modeler",
        query=_QUERY,
        heeds=GUARDED,
        may=OF_COMMITS,
    )
    def delete(request: Request, asking: Caller) -> Intent[ChangedClasses, WouldChange]:
        """Delete a class."""
        return _one(writing, request, asking, {"op": "delete", "name": request.path["class"]}, "name")

    @room.command(
        "POST",
        _PATH + "/changes",
        needs="modeler",
        query=(BRANCH,),
        body=OntologyChanges,
        heeds=GUARDED,
        may=OF_COMMITS,
    )
    def change(request: Request, asking: Caller, body: OntologyChanges) -> Intent[ChangedClasses, WouldChange]:
        """Apply several operations in one commit."""
        return intent(writing, request, asking, change_of(body, request))


def add_check(api: Api, writing: Writing) -> None:
    """Register the check, which only reads."""

    @api.post(_PATH + "/check", needs="viewer", query=(BRANCH, AFTER), body=OntologyChanges, may=OF_ONTOLOGY)
    def check(request: Request, body: OntologyChanges) -> Answer[CheckRow]:
        """Tell what a change would do: problems, the severity of each change, the instances affected."""
        request = writing.seen_after(request)
        outcome = writing.ontology.judge(
            asking_of(request, writing.fingerprints), request.database, change_of(body, request)
        )
        return Answer(data=check_row(outcome))


def change_of(body: OntologyChanges, request: Request) -> ChangeOntology:
    """Make the domain's command of a body."""
    return ChangeOntology(
        changes=body.changes,
        message=body.message,
        migrations=body.migrations,
        waive=body.waive,
        branch=branch_of(request),
    )


def _one(writing: Writing, request: Request, asking: Caller, change: Mapping[str, Any], body: str) -> Intent[Any, Any]:
    """Make the intent of a change of one class; `body`: which part of the operation the request's is."""
    message = request.query.one("message", "") or ""
    command = ChangeOntology(
        changes=[change], message=message, branch=branch_of(request), body=pointer("/changes", 0, body)
    )
    return intent(writing, request, asking, command)


def branch_of(request: Request) -> str:
    """Name the branch that is asked for."""
    return spelled(request.query.one("branch", MAIN) or MAIN)


def intent(
    writing: Writing, request: Request, asking: Caller, change: ChangeOntology, meta: Any = NO_META
) -> Intent[Any, Any, Any]:
    """Make the intent of a change."""
    drafts, database, tags = writing.ontology, request.database, request.tags("if-match")
    absent = request.must_be_absent()
    return Intent(
        lambda: drafts.change(asking, database, change, tags, must_be_absent=absent),
        lambda: drafts.rehearse(asking, database, change, tags),
        meta,
    )
