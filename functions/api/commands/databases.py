"""Writes of databases."""

from dataclasses import replace
from typing import Any, TypeAlias

from functions.api.commands.models import DatabasePatch, NewDatabase
from functions.api.commands.parameters import CONFIRM, GUARDED, NEW, OF_DATABASES
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.differences import Change
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake import database as submit
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.application.queries.databases import rehearsed_row
from spice.application.queries.left import DatabaseResult
from spice.domain.errors import DomainError
from spice.domain.spelling import spelled
from spice.entrypoints.http.query import invalid
from spice.entrypoints.http.request import Request

Writes: TypeAlias = Intent[DatabaseResult, Rehearsed[DatabaseResult, Change]]


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", "/database", needs="admin", body=NewDatabase, heeds=NEW, may=OF_DATABASES)
    def create(request: Request, asking: Caller, body: NewDatabase) -> Writes:
        """Create a database; whoever creates it becomes its owner."""
        return administration(
            writing, request, asking, submit.create_database(asking, spelled(body.name), _given(body.model_dump()))
        )

    @room.command("PATCH", "/database/{db}", needs="owner", body=DatabasePatch, heeds=GUARDED, may=OF_DATABASES)
    def update(request: Request, asking: Caller, body: DatabasePatch) -> Writes:
        """Change a database's settings (RFC 7396); the name stays."""
        patch, tags = body.model_dump(exclude_unset=True), request.tags("if-match")
        return administration(writing, request, asking, submit.update_database(request.database, patch, tags))

    @room.command(
        "DELETE", "/database/{db}", needs="owner", query=(CONFIRM,), heeds=GUARDED, may=OF_DATABASES, parting=True
    )
    def delete(request: Request, asking: Caller) -> Writes:
        """Delete a database; `confirm` repeats its name."""
        if (confirmed := request.query.name("confirm")) != request.database.name:
            raise invalid("confirm", confirmed, "expected the database's name, to be sure")
        return administration(
            writing, request, asking, submit.delete_database(request.database, request.tags("if-match"))
        )


def administration(writing: Writing, request: Request, asking: Caller, draft: CommandDraft) -> Intent[Any, Any]:
    """What a draft of a database or of a grant is, and would do."""
    access, guarded = request.access, replace(draft, must_be_absent=request.must_be_absent())
    database = None if access is None else access.database

    def rehearse() -> Rehearsed[Any, Change]:
        (decision,) = writing.rehearsal.decide(guarded.topic, [command_of(asking, guarded)])
        if decision.problems:
            raise DomainError(decision.problems)
        kept = decision.result or {}
        left = rehearsed_row(guarded.payload, kept, access, at=asking.at)
        return submit.rehearsed(writing.ports.directory, database, guarded.payload, left)

    return Intent(lambda: guarded, rehearse)


def _given(body: dict[str, Any]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "name" and value is not None}
