"""The platform itself: alive, ready, who am I, which types there are."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Literal, cast

from msgspec import Struct
from pydantic import Field

from functions.api.queries.paging import page_of
from functions.api.queries.parameters import CURSOR, OWN
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.queries.databases import Role
from spice.application.queries.platform.readiness import Readiness, ReadinessRow
from spice.application.queries.platform.types import TypeRow, list_types
from spice.domain.errors import Problem
from spice.entrypoints.http.answer import Answer, Listed, page, refusal
from spice.entrypoints.http.door import ANYBODY
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter

MOST_ASKED = 100
"""Databases whose search index readiness looks at; maintenance looks at all of them."""


MOST_TYPES = 1000
TYPES_LIMIT = Parameter(
    name="limit",
    type=Annotated[int, Field(ge=1, le=MOST_TYPES, default=MOST_TYPES)],
    description="Types a page; all of them where it is not said.",
)


class Health(Struct, frozen=True):
    """The API is alive."""

    alive: Literal[True]


class Me(Struct, frozen=True):
    """Who the token speaks for, and the roles by database."""

    subject: str
    admin: bool
    roles: Mapping[str, Role]


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    readiness = Readiness(
        reading.ports.probes,
        lost=lambda: reading.losses.every(most=MOST_ASKED),
        rebuilding=reading.ports.directory.rebuilding,
        quarantine=reading.ports.quarantine,
    )

    @room.get("/health", needs="nothing")
    def health(request: Request) -> Answer[Health]:
        """Tell that the API is alive."""
        return Answer(data=Health(alive=True))

    @room.get("/health/ready", needs="nothing or a token", refused=ReadinessRow)
    def ready(request: Request) -> Answer[ReadinessRow]:
        """Tell whether it can work; with a token, how each backing service is. 503 when one that is needed is down."""
        state = readiness(request.now)
        return _told(ReadinessRow(ready=state.ready) if request.actor == ANYBODY else state)

    @room.get("/health/services", needs="token", refused=ReadinessRow)
    def services(request: Request) -> Answer[ReadinessRow]:
        """Tell how each backing service is; in AWS this is where a token is looked at. 503 when one is down."""
        return _told(readiness(request.now))

    @room.get("/me", needs="token", query=(OWN,))
    def me(request: Request) -> Answer[Me]:
        """Tell who the token speaks for, and the roles in each database."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        roles = cast(Mapping[str, Role], reading.ports.directory.roles(request.actor.subject))
        return Answer(data=Me(subject=request.actor.subject, admin=request.actor.admin, roles=roles))

    @room.get("/types", needs="token", query=(TYPES_LIMIT, CURSOR))
    def types(request: Request) -> Listed[TypeRow]:
        """List the types a property may have: constraints, accepted spellings, normal form, examples."""
        told = list(enumerate(_types()))
        rows, cursor = page_of(
            reading, request, told, lambda each: [f"{each[0]:04}"], lambda each: each[1], "types", most=MOST_TYPES
        )
        return page(rows, next_cursor=cursor)


def _told(state: ReadinessRow) -> Answer[ReadinessRow]:
    if state.ready:
        return Answer(data=state)
    problem = Problem(code="unavailable", message="a backing service is down")
    return replace(refusal([problem], {"Retry-After": "1"}), data=state)


@cache
def _types() -> list[TypeRow]:
    return list_types()
