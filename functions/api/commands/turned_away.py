"""What the door of writes turns away is noted for the audit of the database that it was about."""

from collections.abc import Mapping

from spice.application.intake.command import Caller
from spice.application.intake.refusals import Refusals
from spice.domain.errors import DomainError
from spice.domain.refusals import NoteRefusal
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import status_of
from spice.entrypoints.http.query import Query
from spice.entrypoints.http.route import UNSEEN, Route
from spice.entrypoints.http.turned_away import TurnedAway
from spice.entrypoints.http.visit import Visit
from spice.ports import Ports

UNTOLD = ("unauthenticated", "token_expired", "rate_limited", "unavailable", "internal")
"""Nobody is known yet, or what was wrong was not the request: what the limiter refuses is not worth a row each."""

LONGEST_NAME = 512


def turned_away(ports: Ports) -> TurnedAway:
    """Make what a refused request is given to; only of databases that ask for it."""
    refusals = Refusals(ports.commands)

    def note(route: Route, path: Mapping[str, str], visit: Visit, refused: DomainError) -> None:
        actor, name = visit.actor, path.get("db")
        if actor is None or name is None or refused.code in UNTOLD or any(map(UNSEEN.search, path.values())):
            return
        if _is_dry(visit):
            return
        if (access := ports.directory.access(spelled(name), actor.subject)) is None:
            return
        if access.database.audit != "refusals":
            return
        asking = Caller(actor=actor.subject, at=ports.now(), correlation_id=visit.trace or visit.request_id)
        refusals.note(asking, access.database.uuid, _noted(route, path, refused))

    return note


def _is_dry(visit: Visit) -> bool:
    """Tell whether nothing was to be done; what cannot be read was not said."""
    try:
        return Query(str(visit.event.get("rawQueryString") or "")).flag("dry_run")
    except DomainError:
        return False


def _noted(route: Route, path: Mapping[str, str], refused: DomainError) -> NoteRefusal:
    return NoteRefusal(
        method=route.method,
        route=route.path,
        status=status_of(refused.code),
        codes=sorted({problem.code for problem in refused.problems}),
        names={part: spelled(value)[:LONGEST_NAME] for part, value in path.items() if part != "db"},
    )
