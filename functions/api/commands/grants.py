"""Writes of grants: the subject in the path, or in the body where a path cannot carry it."""

from typing import TypeAlias

from functions.api.commands.databases import administration
from functions.api.commands.models import NewGrant, OldGrant, Role
from functions.api.commands.parameters import NEW, OF_DATABASES
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.differences import Change
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller
from spice.application.intake.database import remove_grant, set_grant
from spice.application.queries.left import GrantResult
from spice.domain.spelling import spelled
from spice.entrypoints.http.request import Request

Grants: TypeAlias = Intent[GrantResult, Rehearsed[GrantResult, Change]]
_ALL = "/database/{db}/grants"
_ONE = _ALL + "/{subject}"


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""

    @room.command("PUT", _ONE, needs="owner", body=Role, heeds=NEW, may=OF_DATABASES, parting=True)
    def grant(request: Request, asking: Caller, body: Role) -> Grants:
        """Give a subject a role."""
        return administration(writing, request, asking, set_grant(request.database, request.path["subject"], body.role))

    @room.command("DELETE", _ONE, needs="owner", heeds=NEW, may=OF_DATABASES, parting=True)
    def ungrant(request: Request, asking: Caller) -> Grants:
        """Take a subject's role."""
        return administration(writing, request, asking, remove_grant(request.database, request.path["subject"]))

    @room.command("PUT", _ALL, needs="owner", body=NewGrant, heeds=NEW, may=OF_DATABASES, parting=True)
    def grant_to(request: Request, asking: Caller, body: NewGrant) -> Grants:
        """Give a role to a subject of any form."""
        return administration(writing, request, asking, set_grant(request.database, spelled(body.subject), body.role))

    @room.command("DELETE", _ALL, needs="owner", body=OldGrant, heeds=NEW, may=OF_DATABASES, parting=True)
    def ungrant_from(request: Request, asking: Caller, body: OldGrant) -> Grants:
        """Take the role of a subject of any form."""
        return administration(writing, request, asking, remove_grant(request.database, spelled(body.subject)))
