"""The platform itself: alive, ready, who am I, which types there are."""

from collections.abc import Mapping
from functools import cache

from functions.api.queries import operation_shapes, shapes
from functions.api.queries.reading import Reading, Room
from spice.application.queries.platform.readiness import Readiness
from spice.application.queries.platform.types import list_types
from spice.domain.errors import Problem
from spice.entrypoints.http.answer import Answer, page
from spice.entrypoints.http.door import ANYBODY
from spice.entrypoints.http.request import Request

MOST_ASKED = 100
"""Databases whose search index readiness looks at; maintenance looks at all of them."""


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""
    readiness = Readiness(
        reading.ports.probes,
        lost=lambda: reading.losses.every(most=MOST_ASKED),
        quarantine=reading.ports.quarantine,
    )

    @room.get("/health", needs="nothing", data=operation_shapes.Health)
    def health(request: Request) -> Answer:
        """Tell that the API is alive."""
        return Answer(data={"alive": True})

    @room.get("/health/ready", needs="nothing or a token", data=operation_shapes.Readiness)
    def ready(request: Request) -> Answer:
        """Tell whether it can work; with a token, how each backing service is. 503 when one that is needed is down."""
        state = readiness(request.now)
        return _told({"ready": state["ready"]} if request.actor == ANYBODY else state)

    @room.get("/health/services", needs="token", data=operation_shapes.Readiness)
    def services(request: Request) -> Answer:
        """Tell how each backing service is; in AWS this is where a token is looked at. 503 when one is down."""
        return _told(readiness(request.now))

    @room.get("/me", needs="token", data=shapes.Me)
    def me(request: Request) -> Answer:
        """Tell who the token speaks for, and the roles in each database."""
        roles = reading.ports.directory.roles(request.actor.subject)
        return Answer(data={"subject": request.actor.subject, "admin": request.actor.admin, "roles": roles})

    @room.get("/types", needs="token", data=list[shapes.Type])
    def types(request: Request) -> Answer:
        """List the types a property may have: constraints, accepted spellings, normal form, examples."""
        return page(_types())


def _told(state: Mapping[str, object]) -> Answer:
    if state["ready"]:
        return Answer(data=state)
    problem = Problem(code="unavailable", message="a backing service is down")
    return Answer(status=503, data=state, message=problem.message, errors=[problem], headers={"Retry-After": "1"})


@cache
def _types() -> list[dict[str, object]]:
    return list_types()
