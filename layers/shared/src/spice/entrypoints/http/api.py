"""The HTTP door: routes, who may pass, the envelope, and the one place where errors become answers.

A room of routes is a module with `def add(api: Api, ports: Ports) -> None` that registers functions:

    def add(api: Api, ports: Ports) -> None:
        @api.get("/database/{db}/grants", needs="owner", query=(CURSOR,))
        def list_grants(request: Request) -> Answer:
            \"\"\"List grants.\"\"\"          # the summary in the OpenAPI document
            return page([...])

`needs`: `nothing` (no token), `token`, `admin`, or the weakest role in `{db}` that may pass. With `body=Model` (an
EdgeModel) the function gets the checked body as its second argument; `request.body` has it raw. Refuse by raising
DomainError; say anything else with Answer or `page(...)`. `api(event, context)` is the Lambda handler.
"""

import traceback
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Any

from spice.application.ground.showing import showing
from spice.domain.bounds import COMPARISONS, READING
from spice.domain.datatypes.dear import bounded_reading
from spice.domain.errors import DomainError, Problem
from spice.domain.hints import suggestions
from spice.entrypoints.http.answer import Answer, envelope, refusal
from spice.entrypoints.http.called import called
from spice.entrypoints.http.compression import sent
from spice.entrypoints.http.cors import METHODS, cors_of, preflight, shown_to
from spice.entrypoints.http.door import Door
from spice.entrypoints.http.route import Handler, Method, Needs, Route
from spice.entrypoints.http.routes import Routes
from spice.entrypoints.http.visit import Visit
from spice.entrypoints.http.witness import Nobody, Witness
from spice.entrypoints.log import logger
from spice.ports.errors import BrokenChain, CircuitOpen, PortError, Transient, Unknown
from spice.wired import Wired

_RETRY = {"unavailable", "not_yet_visible"}
_CHALLENGES = {
    "unauthenticated": 'Bearer realm="spice"',
    "token_expired": 'Bearer realm="spice", error="invalid_token", error_description="expired"',
}


class Api:
    """A set of routes behind one door. `elsewhere` lists what another function answers, for `Allow`; `witness` is
    told of what is refused, and shown."""

    def __init__(
        self,
        ports: Wired,
        *,
        elsewhere: Callable[[], Sequence[Route]] = tuple,
        witness: Witness | None = None,
    ) -> None:
        self.routes = Routes()
        self._door = Door(ports)
        self._cors = cors_of(ports.settings.cors_origins)
        self._elsewhere, self._witness = elsewhere, witness or Nobody()

    def route(self, method: Method, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a function for a method and a path below /api/v1."""

        def register(function: Handler) -> Handler:
            self.routes.add(Route(method=method, path=path, function=function, needs=needs, **options))
            return function

        return register

    def get(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a GET."""
        return self.route("GET", path, needs=needs, **options)

    def post(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a POST."""
        return self.route("POST", path, needs=needs, **options)

    def put(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a PUT."""
        return self.route("PUT", path, needs=needs, **options)

    def patch(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a PATCH."""
        return self.route("PATCH", path, needs=needs, **options)

    def delete(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a DELETE."""
        return self.route("DELETE", path, needs=needs, **options)

    def __call__(self, event: Mapping[str, Any], context: Any = None) -> dict[str, Any]:
        """Answer one API Gateway v2 event."""
        visit = Visit(event, context)
        answered = self._preflight(visit) if visit.method == "OPTIONS" else self._respond(self._serve(visit), visit)
        answered = sent(answered, visit.headers, head=visit.method == "HEAD")
        visit.leave(answered["statusCode"])
        return answered

    def _serve(self, visit: Visit) -> Answer:
        # What HEAD tells is what GET would.
        found = self.routes.find("GET" if visit.method == "HEAD" else visit.method, visit.path)
        if found is None:
            return self._not_found(visit)
        route, path = found
        visit.route = route.path
        return self._answer(route, path, visit)

    def _answer(self, route: Route, path: dict[str, str], visit: Visit) -> Answer:
        try:
            try:
                return self._passed(route, path, visit)
            except DomainError as refused:
                self._witness.refused(route, path, visit, refused)
                return refusal(refused.problems, _headers(refused.code))
        except (Transient, Unknown, BrokenChain) as failed:
            logger.warning("unavailable", service=failed.service, error=str(failed), request_id=visit.request_id)
            return refusal(
                [Problem(code="unavailable", message=failed.told or "try again")], {"Retry-After": str(_pause(failed))}
            )
        except Exception as failed:
            # The message may quote a payload: the type and the place are enough to find the fault.
            place = "".join(traceback.format_tb(failed.__traceback__))
            kind = type(failed).__qualname__
            logger.error("request failed", error=kind, place=place, request_id=visit.request_id)
            return refusal([Problem(code="internal", message="something went wrong")])

    def _passed(self, route: Route, path: dict[str, str], visit: Visit) -> Answer:
        with suggestions(COMPARISONS), bounded_reading(READING), showing() as shown:
            request = self._door.admit(route, path, visit)
            try:
                answer = called(route, request)
            finally:
                request.patience.leave()
        self._witness.shown(route, request, shown)
        if route.noted:
            self._witness.done(route, request, answer)
        visit.of_persons = bool(shown.databases)
        return answer

    def _not_found(self, visit: Visit) -> Answer:
        if allowed := self._allowed(visit.path):
            problem = Problem(code="method_not_allowed", message=f"{visit.method} is not answered here", hint=allowed)
            return refusal([problem], {"Allow": allowed})
        return refusal([Problem(code="not_found", message="there is nothing under this path")])

    @cached_property
    def _others(self) -> Routes:
        """What another function answers; made for the first request that nobody answers here."""
        return Routes(self._elsewhere())

    def _allowed(self, path: str) -> str:
        methods = self.routes.methods(path) | self._others.methods(path)
        return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))

    def _preflight(self, visit: Visit) -> dict[str, Any]:
        headers = {"Allow": self._allowed(visit.path) or METHODS, "X-Request-Id": visit.request_id}
        headers |= preflight(self._cors, visit.headers)
        return {"statusCode": 204, "body": "", "isBase64Encoded": False, "headers": headers, "cookies": []}

    def _respond(self, answer: Answer, visit: Visit) -> dict[str, Any]:
        headers = {
            "Content-Type": answer.content_type,
            "X-Request-Id": visit.request_id,
            "Cache-Control": visit.kept,
            **visit.rate,
            **answer.headers,
        }
        if self._cors:
            headers["Vary"] = "Origin"
            headers |= shown_to(self._cors, visit.headers)
        body = envelope(answer, visit.request_id) if answer.body is None else answer.body
        return {
            "statusCode": answer.status,
            "body": body.decode() if answer.is_text else b64encode(body).decode(),
            "isBase64Encoded": not answer.is_text,
            "headers": headers,
            "cookies": [],
        }


def _pause(failed: PortError) -> int:
    """Whole seconds until it is worth to come again."""
    return max(1, ceil(failed.retry_after_seconds)) if isinstance(failed, CircuitOpen) else 1


def _headers(code: str) -> dict[str, str]:
    if challenge := _CHALLENGES.get(code):
        return {"WWW-Authenticate": challenge}
    return {"Retry-After": "1"} if code in _RETRY else {}
