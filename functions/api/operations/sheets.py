"""Credentials of databases for Google Sheets: stored by owners, named by editors, shown to nobody."""

from typing import Any

from msgspec import Struct

from functions.api.operations.sheet_models import CredentialBody
from functions.api.queries import parameters as p
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.ground.sheet_keys import SheetKeys
from spice.application.ground.times import written
from spice.entrypoints.http.answer import Answer, Listed, page, undone
from spice.entrypoints.http.request import Request
from spice.messages.shapes import Time
from spice.ports.sheet_credentials import SheetCredential

_ALL = "/database/{db}/sheets/credentials"
_ONE = _ALL + "/{name}"


class CredentialRow(Struct, frozen=True, kw_only=True):
    """A credential; `account`: whom sheets are to be shared with. What it signs in with is told to nobody."""

    name: str
    kind: str
    account: str
    created_by: str
    created_at: Time


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    keys = SheetKeys(reading.ports.sheet_credentials, reading.ports.seal)

    @room.get(_ALL, needs="editor", query=PAGED)
    def credentials(request: Request) -> Listed[CredentialRow]:
        """List the credentials of a database for Google Sheets, without what they sign in with."""
        held, of = keys.all(request.database), ("sheet credentials", request.database.uuid)
        rows, cursor = page_of(reading, request, held, lambda each: [each.name], _row, *of)
        return page(rows, next_cursor=cursor)

    @room.put(
        _ONE,
        needs="owner",
        body=CredentialBody,
        query=(p.DRY_RUN,),
        may=("invalid_parameter", "missing_property"),
        noted=True,
    )
    def keep(request: Request, body: CredentialBody) -> Answer[CredentialRow]:
        """Store a credential in the place of what has its name: sealed, and never answered."""
        subject, name, dry = request.actor.subject, request.path["name"], request.dry_run
        row = _row(keys.keep(request.database, name, body.key, by=subject, at=request.now, dry_run=dry))
        return undone(row) if dry else Answer(data=row)

    @room.delete(_ONE, needs="owner", query=(p.DRY_RUN,), noted=True)
    def forget(request: Request) -> Answer[None]:
        """Remove a credential: imports that still have to read by it fail."""
        keys.delete(request.database, request.path["name"], dry_run=request.dry_run)
        return undone(None) if request.dry_run else Answer(data=None)


def _row(credential: SheetCredential) -> CredentialRow:
    told: dict[str, Any] = {name: getattr(credential, name) for name in ("name", "kind", "account", "created_by")}
    return CredentialRow(**told, created_at=written(credential.created_at))
