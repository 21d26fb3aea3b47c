"""Saved explorations. No facts: kept beside the index."""

import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from functions.api.queries import parameters as p
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag
from spice.application.queries.pages import itself
from spice.application.queries.views import Reader, ViewQueries, ViewRow, Wanted
from spice.domain.bounds import CONDITIONS, QUESTION, VIEW_BYTES
from spice.domain.errors import Code, refuse
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request

_ALL = "/database/{db}/views"
_ONE = _ALL + "/{id}"
_RULES: tuple[Code, ...] = ("constraint_violated", "version_conflict", "too_large")
_Text = Annotated[str, Field(min_length=1, max_length=QUESTION)]
_Name = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]


class ViewSearchBody(EdgeModel):
    """What is asked, in the words of a list of instances; nothing of it is checked until it is asked."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)

    class_: str = Field(alias="class", min_length=1, max_length=128)
    q: _Text | None = None
    filter: list[_Text] | None = Field(None, max_length=CONDITIONS, description="`field:op:value`, each.")
    sort: _Text | None = None
    columns: list[_Text] | None = Field(None, max_length=CONDITIONS, description="Properties, in their order.")

    def kept(self) -> dict[str, Any]:
        """Give what was said."""
        return self.model_dump(by_alias=True, exclude_none=True)


class ViewBody(EdgeModel):
    """An exploration to save: for oneself, or for all who have a role in the database."""

    name: _Name
    shared: bool = False
    search: ViewSearchBody


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    views = ViewQueries(reading.ports.views)

    @room.get(_ALL, needs="viewer", query=(*PAGED, p.AFTER))
    def listed(request: Request) -> Listed[ViewRow]:
        """List saved explorations, your own and the shared ones, by name."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        held, of = views.all(_reader(request)), ("views", request.database.uuid, request.actor.subject)
        found, cursor = page_of(reading, request, held, lambda row: [row.name, str(row.id)], itself, *of)
        return page(found, next_cursor=cursor)

    @room.get(_ONE, needs="viewer", query=(p.AFTER,), tagged=True)
    def one(request: Request) -> Answer[ViewRow]:
        """Read a saved exploration."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row = views.one(_reader(request), _id(request))
        return Answer(data=row, headers=tag(row.version))

    @room.put(
        _ONE,
        needs="viewer",
        body=ViewBody,
        query=(p.DRY_RUN,),
        heeds=("If-Match", "If-None-Match"),
        may=_RULES,
        tagged=True,
    )
    def keep(request: Request, body: ViewBody) -> Answer[ViewRow]:
        """Save an exploration under a UUID of your own, or change it; another's that is shared, as an owner alone."""
        before, search = _expected(request, views), body.search.kept()
        if len(json.dumps(search, ensure_ascii=False).encode()) > VIEW_BYTES:
            raise refuse("too_large", f"what a view asks has at most {VIEW_BYTES} bytes", path="/search")
        wanted = Wanted(name=spelled(body.name), shared=body.shared, search=search)
        row = views.keep(
            _reader(request),
            _id(request),
            wanted,
            at=request.now,
            expected_version=before,
            dry_run=request.dry_run,
        )
        return Answer(data=row, headers=tag(row.version))

    @room.delete(_ONE, needs="viewer", query=(p.DRY_RUN,), heeds=("If-Match",), may=("version_conflict",))
    def drop(request: Request) -> Answer[ViewRow]:
        """Delete a saved exploration, for good; another's that is shared, as an owner alone."""
        views.one(_reader(request), _id(request))
        before = _expected(request, views)
        row = views.drop(_reader(request), _id(request), expected_version=before, dry_run=request.dry_run)
        return Answer(data=row)


def _reader(request: Request) -> Reader:
    return Reader(database=request.database.uuid, subject=request.actor.subject, is_owner=request.is_owner)


def _id(request: Request) -> UUID:
    return uuid("id", request.path["id"])


def _expected(request: Request, views: ViewQueries) -> int:
    """Tell the version that is there; refuse where it is none that the request expects."""
    there = views.version(_reader(request), _id(request))
    wanted, absent = request.tags("if-match"), request.tags("if-none-match")
    if wanted is not None and (there == 0 or not {"*", str(there)} & set(wanted)):
        raise refuse("version_conflict", f"the view is at version {there}, not at {', '.join(wanted)}")
    if absent is not None and there and {"*", str(there)} & set(absent):
        raise refuse("version_conflict", f"the view is there, at version {there}")
    return there
