"""Writes of databases and grants."""

from typing import Any

from functions.api.commands.models import DatabasePatch, NewDatabase, Role
from functions.api.commands.parameters import CONFIRM
from functions.api.commands.writing import Intent, Room, Writing
from spice.application import submit_database as submit
from spice.application.submit_command import Asking, Draft
from spice.entrypoints.http_query import invalid
from spice.entrypoints.http_request import Request

_GRANT = "/database/{db}/grants/{subject}"


def add(room: Room, writing: Writing) -> None:
    """Register the routes."""

    def intent(request: Request, asking: Asking, draft: Draft) -> Intent:
        database = None if request.access is None else request.database
        return Intent(
            lambda: draft, lambda: submit.rehearse_administration(writing.ports.directory, asking, database, draft)
        )

    @room.command("POST", "/database", needs="admin", body=NewDatabase)
    def create(request: Request, asking: Asking, body: NewDatabase) -> Intent:
        """Create a database; whoever creates it becomes its owner."""
        return intent(request, asking, submit.create_database(asking, body.name, _given(body.model_dump())))

    @room.command("PATCH", "/database/{db}", needs="owner", body=DatabasePatch)
    def update(request: Request, asking: Asking, body: DatabasePatch) -> Intent:
        """Change a database's settings (RFC 7396); the name stays."""
        patch = body.model_dump(exclude_unset=True)
        return intent(request, asking, submit.update_database(request.database, patch))

    @room.command("DELETE", "/database/{db}", needs="owner", query=(CONFIRM,))
    def delete(request: Request, asking: Asking) -> Intent:
        """Delete a database; `confirm` repeats its name."""
        if (confirmed := request.query.name("confirm")) != request.database.name:
            raise invalid("confirm", confirmed, "expected the database's name, to be sure")
        return intent(request, asking, submit.delete_database(request.database))

    @room.command("PUT", _GRANT, needs="owner", body=Role)
    def grant(request: Request, asking: Asking, body: Role) -> Intent:
        """Give a subject a role."""
        return intent(request, asking, submit.set_grant(request.database, request.path["subject"], body.role))

    @room.command("DELETE", _GRANT, needs="owner")
    def ungrant(request: Request, asking: Asking) -> Intent:
        """Take a subject's role."""
        return intent(request, asking, submit.remove_grant(request.database, request.path["subject"]))


def _given(body: dict[str, Any]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "name" and value is not None}
