"""What a door refuses, and whose data it shows, is noted for the audit of the database that it was about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from spice.application.ground.noting import Asked, Noting
from spice.application.ground.showing import Showing
from spice.domain.errors import DomainError
from spice.domain.refusals import tells_reads, tells_refusals
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, status_of
from spice.entrypoints.http.query import Query
from spice.entrypoints.http.request import Actor, Request
from spice.entrypoints.http.route import UNSEEN, Route
from spice.entrypoints.http.visit import Visit
from spice.ports import Ports

UNTOLD = ("unauthenticated", "token_expired", "rate_limited", "unavailable", "internal")
"""Nobody is known yet, or what was wrong was not the request: what the limiter refuses is not worth a row each."""

LONGEST_NAME = 512


class KeepsRefusals(Protocol):
    """Keeps what was refused until the log has it."""

    def refused(self, asked: Asked, database: UUID, *, status: int, codes: Sequence[str]) -> None:
        """Keep a refusal. Raises PortError."""
        ...


class AuditWitness:
    """Notes it, of databases that ask for it. `refusals`: how this function keeps them; None: as notes."""

    def __init__(self, ports: Ports, refusals: KeepsRefusals | None = None) -> None:
        self._directory, self._noting = ports.directory, Noting(ports.notes, ports.now)
        self._refusals = refusals or self._noting

    def refused(self, route: Route, path: Mapping[str, str], visit: Visit, refused: DomainError) -> None:
        """Note a request that is refused."""
        actor, name = visit.actor, path.get("db")
        if actor is None or name is None or refused.code in UNTOLD or any(map(UNSEEN.search, path.values())):
            return
        if _is_dry(visit):
            return
        access = self._directory.access(spelled(name), actor.subject)
        if access is None or not tells_refusals(access.database.audit):
            return
        asked = _asked(route, path, actor, visit.trace or visit.request_id)
        codes = sorted({problem.code for problem in refused.problems})
        self._refusals.refused(asked, access.database.uuid, status=status_of(refused.code), codes=codes)

    def shown(self, route: Route, request: Request, shown: Showing) -> None:
        """Note what an answer shows of persons."""
        for database in shown.databases:
            if self._asks(request, database):
                asked = _asked(route, request.path, request.actor, request.correlation_id)
                self._noting.shown(asked, database, shown)

    def done(self, route: Route, request: Request, answer: Answer[Any, Any]) -> None:
        """Note what somebody did in a database that is no event, and under which id it is found."""
        if request.dry_run or request.access is None or "Idempotency-Replayed" in answer.headers:
            return
        asked = _asked(route, request.path, request.actor, request.correlation_id)
        if made := answer.headers.get("Location", "").rpartition("/")[2]:
            asked = replace(asked, names={**asked.names, "made": made})
        self._noting.done(asked, request.access.database.uuid, status=answer.status)

    def _asks(self, request: Request, database: UUID) -> bool:
        """Tell whether a database asks for it; of a route that names none, its row is read."""
        if request.access is not None and request.access.database.uuid == database:
            return tells_reads(request.access.database.audit)
        found = self._directory.found(database)
        return found is not None and tells_reads(found.audit)


def _asked(route: Route, path: Mapping[str, str], actor: Actor, correlation_id: str) -> Asked:
    return Asked(
        actor=actor.subject,
        correlation_id=correlation_id,
        method=route.method,
        route=route.path,
        names={part: spelled(value)[:LONGEST_NAME] for part, value in path.items() if part != "db"},
    )


def _is_dry(visit: Visit) -> bool:
    """Tell whether nothing was to be done; what cannot be read was not said."""
    try:
        return Query(str(visit.event.get("rawQueryString") or "")).flag("dry_run")
    except DomainError:
        return False
