"""Writes of grants: the subject in the path, or in the body where a path cannot carry it."""

from functions.api.commands.databases import administration
from functions.api.commands.models import NewGrant, OldGrant, Role
from functions.api.commands.parameters import NEW
from functions.api.commands.writing import Intent, Room, Writing
from spice.application.intake.command import Asking
from spice.application.intake.database import remove_grant, set_grant
from spice.domain.spelling import spelled
from spice.entrypoints.http.request import Request

_ALL = "/database/{db}/grants"
_ONE = _ALL + "/{subject}"


def add(room: Room, writing: Writing) -> None:
    """Register the routes."""

    @room.command("PUT", _ONE, needs="owner", body=Role, heeds=NEW)
    def grant(request: Request, asking: Asking, body: Role) -> Intent:
        """Give a subject a role."""
        return administration(writing, request, asking, set_grant(request.database, request.path["subject"], body.role))

    @room.command("DELETE", _ONE, needs="owner", heeds=NEW)
    def ungrant(request: Request, asking: Asking) -> Intent:
        """Take a subject's role."""
        return administration(writing, request, asking, remove_grant(request.database, request.path["subject"]))

    @room.command("PUT", _ALL, needs="owner", body=NewGrant, heeds=NEW)
    def grant_to(request: Request, asking: Asking, body: NewGrant) -> Intent:
        """Give a role to a subject of any form."""
        return administration(writing, request, asking, set_grant(request.database, spelled(body.subject), body.role))

    @room.command("DELETE", _ALL, needs="owner", body=OldGrant, heeds=NEW)
    def ungrant_from(request: Request, asking: Asking, body: OldGrant) -> Intent:
        """Take the role of a subject of any form."""
        return administration(writing, request, asking, remove_grant(request.database, spelled(body.subject)))
