"""Who may pass: the token, the rate limit, the role."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

from spice.application.authorise import authorise
from spice.domain.errors import refuse
from spice.entrypoints.http_body import Body
from spice.entrypoints.http_query import Query
from spice.entrypoints.http_request import Actor, Request
from spice.entrypoints.http_route import UNSEEN, Route
from spice.entrypoints.http_token import Tokens
from spice.entrypoints.http_visit import Visit
from spice.ports.directory import Access, Directory
from spice.ports.rate_limiter import RateLimiter
from spice.settings import Settings


class DoorPorts(Protocol):
    """What the door needs of the world."""

    @property
    def settings(self) -> Settings:
        """Issuer, audience and keys of tokens; origins."""
        ...

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""
        ...

    @property
    def directory(self) -> Directory:
        """Databases and roles."""
        ...

    @property
    def limiter(self) -> RateLimiter:
        """Tokens per subject."""
        ...


class Door:
    """Makes a Request of a visit, or refuses it."""

    def __init__(self, ports: DoorPorts) -> None:
        self._now, self._directory, self._limiter = ports.now, ports.directory, ports.limiter
        self._tokens = Tokens(
            jwks_url=ports.settings.jwks_url,
            issuer=ports.settings.jwt_issuer,
            audience=ports.settings.jwt_audience,
            clock=lambda: ports.now().timestamp(),
        )

    def admit(self, route: Route, path: Mapping[str, str], visit: Visit) -> Request:
        """Authenticate, count, authorise; in this order, so that nothing is told to strangers."""
        actor = Actor(subject="anonymous") if route.needs == "nothing" else self._actor(visit)
        if route.needs == "admin" and not actor.admin:
            raise refuse("forbidden", "this needs the admin claim")
        if any(map(UNSEEN.search, path.values())):
            raise refuse("not_found", "there is nothing under this path")
        access = self._access(route, path, actor)
        query = Query(visit.event.get("rawQueryString") or "")
        query.expect(route.names)
        return Request(
            id=visit.request_id,
            correlation_id=visit.trace or visit.request_id,
            now=self._now(),
            method=route.method,
            url=visit.path,
            path=path,
            query=query,
            headers=visit.headers,
            body=Body(visit.event, visit.headers),
            actor=actor,
            access=access,
            recheck=partial(self._recheck, route, path, visit),
        )

    def _access(self, route: Route, path: Mapping[str, str], actor: Actor) -> Access | None:
        if "db" not in path or route.needs in ("nothing", "token", "admin"):
            return None
        return authorise(self._directory, database=path["db"], subject=actor.subject, needs=route.needs)

    def _recheck(self, route: Route, path: Mapping[str, str], visit: Visit) -> None:
        """Authenticate and authorise again: a request that waits outlives tokens and grants."""
        if route.needs != "nothing":
            self._access(route, path, self._tokens.actor(visit.headers.get("authorization")))

    def _actor(self, visit: Visit) -> Actor:
        actor = visit.actor = self._tokens.actor(visit.headers.get("authorization"))
        allowance = self._limiter.take(actor.subject)
        visit.rate = {
            "RateLimit-Limit": str(allowance.limit),
            "RateLimit-Remaining": str(allowance.remaining),
            "RateLimit-Reset": str(allowance.reset_seconds),
        }
        if not allowance.allowed:
            visit.rate["Retry-After"] = str(max(1, allowance.retry_after_seconds))
            raise refuse("rate_limited", "too many requests", hint=f"again in {visit.rate['Retry-After']} s")
        return actor
