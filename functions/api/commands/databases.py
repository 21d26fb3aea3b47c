"""Writes of databases."""

from dataclasses import replace
from typing import Any

from functions.api.commands.models import DatabasePatch, NewDatabase
from functions.api.commands.parameters import CONFIRM, NEW
from functions.api.commands.writing import Intent, Room, Writing
from spice.application.intake import database as submit
from spice.application.intake.command import Asking, Draft
from spice.domain.spelling import spelled
from spice.entrypoints.http.query import invalid
from spice.entrypoints.http.request import Request


def add(room: Room, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", "/database", needs="admin", body=NewDatabase, heeds=NEW)
    def create(request: Request, asking: Asking, body: NewDatabase) -> Intent:
        """Create a database; whoever creates it becomes its owner."""
        return administration(
            writing, request, asking, submit.create_database(asking, spelled(body.name), _given(body.model_dump()))
        )

    @room.command("PATCH", "/database/{db}", needs="owner", body=DatabasePatch, heeds=NEW)
    def update(request: Request, asking: Asking, body: DatabasePatch) -> Intent:
        """Change a database's settings (RFC 7396); the name stays."""
        patch = body.model_dump(exclude_unset=True)
        return administration(writing, request, asking, submit.update_database(request.database, patch))

    @room.command("DELETE", "/database/{db}", needs="owner", query=(CONFIRM,), heeds=NEW)
    def delete(request: Request, asking: Asking) -> Intent:
        """Delete a database; `confirm` repeats its name."""
        if (confirmed := request.query.name("confirm")) != request.database.name:
            raise invalid("confirm", confirmed, "expected the database's name, to be sure")
        return administration(writing, request, asking, submit.delete_database(request.database))


def administration(writing: Writing, request: Request, asking: Asking, draft: Draft) -> Intent:
    """What a draft of a database or of a grant is, and would do."""
    database = None if request.access is None else request.database
    guarded = replace(draft, must_be_absent=request.must_be_absent())
    return Intent(
        lambda: guarded, lambda: submit.rehearse_administration(writing.ports.directory, asking, database, guarded)
    )


def _given(body: dict[str, Any]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "name" and value is not None}
