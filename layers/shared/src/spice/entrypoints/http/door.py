"""Who may pass: the token, the rate limit, the role."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import quote
from uuid import UUID

from spice.application.ground.authorise import authorise
from spice.application.ground.not_yet import not_yet
from spice.domain.errors import DomainError, refuse
from spice.domain.spelling import NO_IDS, spelled
from spice.domain.wording import quoted
from spice.entrypoints.http.bodies.body import Body
from spice.entrypoints.http.patience import Patience
from spice.entrypoints.http.query import Query
from spice.entrypoints.http.request import Actor, Request, wanted_wait
from spice.entrypoints.http.route import UNSEEN, Route
from spice.entrypoints.http.token import Tokens
from spice.entrypoints.http.visit import Visit
from spice.entrypoints.http.vouched import Vouched
from spice.ports.directory import Access
from spice.waiting import until
from spice.wired import Wired

LONGEST_URL = 64 * 1024
ANYBODY = Actor(subject="anonymous")


class Door:
    """Makes a Request of a visit, or refuses it."""

    def __init__(self, ports: Wired) -> None:
        self._now, self._directory = ports.now, ports.directory
        self._limiter, self._waits = ports.limiter, ports.waits
        self._ports = ports
        self._tokens = _tokens(ports)

    def admit(self, route: Route, path: Mapping[str, str], visit: Visit) -> Request:
        """Authenticate, count, authorise; in this order, so that nothing is told to strangers."""
        actor = ANYBODY if self._unasked(route, visit) else self._actor(visit)
        if route.needs == "admin" and not actor.admin:
            raise refuse("forbidden", "this needs the admin claim")
        path, text = _named(path), visit.event.get("rawQueryString") or ""
        if len(visit.path) + len(text) > LONGEST_URL:
            raise refuse("invalid_parameter", f"a URL has at most {LONGEST_URL} characters")
        query, patience = Query(text), self._patience(actor, visit)
        access, barred = self._passage(route, path, visit, actor, query, patience)
        return Request(
            id=visit.request_id,
            correlation_id=visit.trace or visit.request_id,
            now=self._now(),
            method=route.method,
            url=spelled(visit.path),
            path=path,
            query=query,
            headers=visit.headers,
            body=Body(visit.event, visit.headers),
            actor=actor,
            patience=patience,
            access=access,
            barred=barred,
            recheck=partial(self._recheck, route, path, visit),
        )

    def _access(self, route: Route, path: Mapping[str, str], actor: Actor) -> Access | None:
        if "db" not in path or route.needs in ("nothing", "nothing or a token", "token", "admin"):
            return None
        return authorise(self._directory, database=path["db"], subject=actor.subject, needs=route.needs)

    def _passage(
        self, route: Route, path: Mapping[str, str], visit: Visit, actor: Actor, query: Query, patience: Patience
    ) -> tuple[Access | None, DomainError | None]:
        """Authorise; who may not and brings a key may have been let in before, and given away their own right."""
        try:
            access = self._access_after(route, path, actor, query, patience)
        except DomainError as barred:
            if route.again is None or "idempotency-key" not in visit.headers:
                raise
            return None, barred
        _expected(route, query)
        _heeded(route, visit)
        return access, None

    def _access_after(
        self, route: Route, path: Mapping[str, str], actor: Actor, query: Query, patience: Patience
    ) -> Access | None:
        """Authorise; who reads after the command that makes the database, or grants the role, waits for it."""
        try:
            return self._access(route, path, actor)
        except DomainError:
            after = query.uuid("after") if "after" in route.names else None
            if after is None:
                raise
        try:
            if not until(lambda: self._is_over(after), patience.seconds()):
                raise not_yet(after)
            return self._access(route, path, actor)
        except DomainError:
            patience.leave()
            raise

    def _is_over(self, command: UUID) -> bool:
        found = self._ports.commands.command(command)
        return found is None or found.state not in ("PENDING", "RUNNING")

    def _recheck(self, route: Route, path: Mapping[str, str], visit: Visit) -> None:
        """Authenticate and authorise again: a request that waits outlives tokens and grants."""
        if not self._unasked(route, visit):
            self._access(route, path, self._tokens.actor(visit))

    def _unasked(self, route: Route, visit: Visit) -> bool:
        """Tell whether a visitor may stay unknown; a token that is shown counts, so a bad one is refused."""
        return route.needs == "nothing" or (route.needs == "nothing or a token" and not self._tokens.shown(visit))

    def _patience(self, actor: Actor, visit: Visit) -> Patience:
        wanted = wanted_wait(visit.headers.get("prefer", ""))
        return Patience(self._waits, actor.subject, wanted, life=visit.life)

    def _actor(self, visit: Visit) -> Actor:
        actor = visit.actor = self._tokens.actor(visit)
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


def _tokens(ports: Wired) -> Tokens | Vouched:
    """Choose who looks at tokens: the gateway in front, where a setting says that there is one; else we."""
    known, now = ports.settings, ports.now
    if known.jwt_verified_by == "gateway":
        return Vouched(issuer=known.jwt_issuer, audience=known.jwt_audience, clock=lambda: now().timestamp())
    return Tokens(
        jwks_url=known.jwks_url,
        issuer=known.jwt_issuer,
        audience=known.jwt_audience,
        clock=lambda: now().timestamp(),
    )


def _expected(route: Route, query: Query) -> None:
    """Refuse what a route does not know, and what is longer than its type states."""
    query.expect(route.names)
    query.bound({parameter.name: most for parameter in route.query if (most := parameter.longest) is not None})


def _named(path: Mapping[str, str]) -> dict[str, str]:
    """The names and ids of a path, in the one spelling in which they are kept."""
    for name, value in path.items():
        if UNSEEN.search(value):
            sent = quote(value.encode("utf-8", "surrogatepass"), safe="")
            said = f"{quoted(sent)} is no {name}: it has control characters, or bytes that are no text"
            raise refuse("invalid_parameter", said, value=sent)
    if dots := [value for value in path.values() if value in NO_IDS]:
        raise refuse("invalid_parameter", f"'{dots[0]}' names nothing: paths take . and .. for folders", value=dots[0])
    return {name: spelled(value) for name, value in path.items()}


def _heeded(route: Route, visit: Visit) -> None:
    """Refuse a condition that a write would not look at: its author would take it as met."""
    for name in () if route.method == "GET" else ("If-Match", "If-None-Match"):
        if name.lower() in visit.headers and name not in route.heeds:
            hint = f"it takes {' and '.join(route.heeds)}" if route.heeds else None
            raise refuse("invalid_parameter", f"{name} is not looked at here", hint=hint)
