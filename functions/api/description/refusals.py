"""What a route may refuse, by status, each with the codes that lead to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from functions.api.description.parts import WAITED, headers
from functions.api.description.schemas import Schemas
from spice.application.queries.command_rows import CommandRow
from spice.application.queries.left import Left
from spice.domain.errors import CODES, Code
from spice.entrypoints.http.answer import status_of
from spice.entrypoints.http.meta import Meta
from spice.entrypoints.http.route import Route
from spice.messages.problem import ProblemRow

_MEANINGS = {
    400: "Malformed: JSON, a parameter, a cursor.",
    401: "No token, or one that is not valid any more.",
    403: "The role is not enough.",
    404: "There is no such thing.",
    409: "It exists, is referenced, is in conflict, is to be reviewed, or is not visible yet.",
    412: "If-Match is not met.",
    413: "Too large.",
    415: "A media type that is not accepted here.",
    422: "A rule of the ontology is broken; all broken rules at once.",
    429: "Too many requests.",
    500: "Something went wrong; the request id tells which.",
    503: "A backing service does not answer.",
}
_HEADERS = {401: ("WWW-Authenticate",), 409: ("Retry-After",), 429: ("Retry-After",), 503: ("Retry-After",)}
_RULE = 422
_ANYWHERE: tuple[Code, ...] = ("invalid_parameter", "internal", "unavailable")
_BY_TOKEN: tuple[Code, ...] = ("unauthenticated", "token_expired", "rate_limited")
_BODY: tuple[Code, ...] = (
    *("malformed_json", "unknown_field", "missing_property", "wrong_type", "constraint_violated"),
    *("too_large", "unsupported_media_type"),
)
_COMMAND: tuple[Code, ...] = ("idempotency_key_reused", "not_found", "version_conflict", "discarded")


class Refusals:
    """Writes refusals; those that say the same are one component."""

    def __init__(self, schemas: Schemas) -> None:
        self.components: dict[str, Any] = {}
        self._schemas, self._problem = schemas, schemas.answered(ProblemRow)

    def of(self, route: Route) -> dict[str, Any]:
        """List the refusals of a route."""
        told = codes(route)
        statuses = sorted({status_of(code) for code in told})
        return {str(status): self._refusal(route, status, told) for status in statuses}

    def _refusal(self, route: Route, status: int, told: Sequence[Code]) -> dict[str, Any]:
        data: dict[str, Any] = {"type": "null"}
        if (shape := _shown(route)) is not None:
            data = {"anyOf": [data, self._schemas.answered(shape)]}
        # The first decides the status; others may break rules of other kinds.
        errors = {
            "type": "array",
            "minItems": 1,
            "items": self._problem,
            "contains": _with_code(_deciding(route, status, told)),
        }
        schema = self._schemas.envelope(Meta, data=data, status={"const": "error"}, errors=errors)
        written = {
            "description": _MEANINGS[status],
            "headers": headers(*_HEADERS.get(status, ()), *(WAITED if route.command else ())),
            "content": {"application/json": {"schema": schema}},
        }
        return {"$ref": f"#/components/responses/{self._name(status, written)}"}

    def _name(self, status: int, written: dict[str, Any]) -> str:
        alike = [name for name in self.components if name.startswith(f"Refusal{status}")]
        for name in alike:
            if self.components[name] == written:
                return name
        name = f"Refusal{status}" + (f"_{len(alike) + 1}" if alike else "")
        self.components[name] = written
        return name


def _deciding(route: Route, status: int, told: Sequence[Code]) -> Sequence[Code]:
    """List the codes that lead to a status: 422 of a bulk request is for its lines, whatever is wrong with them."""
    if route.command and route.refused is not None and status == _RULE:
        return told
    return [code for code in told if status_of(code) == status]


def _with_code(codes: Sequence[Code]) -> dict[str, Any]:
    return {"type": "object", "properties": {"code": {"type": "string", "enum": [*codes]}}, "required": ["code"]}


def _shown(route: Route) -> Any:
    """Tell what a refusal shows, if anything: a command that failed in time is shown."""
    return CommandRow[Left] if route.command and route.refused is None else route.refused


def codes(route: Route) -> list[Code]:
    """List the codes that a route may answer: what follows from what it takes, and what it declares."""
    told = {*_ANYWHERE, *route.may, *_of_actor(route), *_of_query(route)}
    if "{" in route.path:
        told.add("not_found")
    if route.body is not None or route.reads is not None:
        told.update(_BODY)
    if route.command:
        told.update(_COMMAND)
    if route.keyed:
        told.add("idempotency_key_reused")
    return [code for code in CODES if code in told]


def _of_actor(route: Route) -> Iterable[Code]:
    if route.needs == "nothing":
        return ()
    return _BY_TOKEN if route.needs == "nothing or a token" else (*_BY_TOKEN, "forbidden")


def _of_query(route: Route) -> Iterable[Code]:
    fields = {} if route.body is None else route.body.model_fields
    names = {*route.names, *fields}
    if "cursor" in names:
        yield "invalid_cursor"
    if "after" in names:
        yield from ("not_yet_visible", "not_found")
