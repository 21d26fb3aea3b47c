"""Parts of the OpenAPI document that no single route declares: envelope, errors, headers."""

from typing import Any

from functions.api.queries.bodies import FILTER
from spice.application.upkeep.ask_rebuild import REBUILDABLE
from spice.entrypoints.http.answer import STATUS
from spice.entrypoints.http.route import Route

INTRODUCTION = (
    "Writes are commands: they answer 202 with a command_id, or the outcome with `Prefer: wait=N`. Reads take "
    "`after={command_id}` to include a write. Unknown query parameters are 400 `invalid_parameter`; unknown fields of "
    "a search 422 `unknown_property`; values of the wrong type 422 `wrong_type`; an unknown class 404 in a path, 422 "
    "`unknown_class` elsewhere. `info.x-bounds` tells how much a request may hold: past it "
    "400, 413 or 422. Exports come in parts of 4 MB: follow `Link: rel=next`."
)
_CODE = {"type": "string", "description": f"Stable; among them {', '.join(STATUS)}."}
SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "properties": {
            "code": _CODE,
            "message": {"type": "string"},
            "path": {"type": "string", "description": "A JSON pointer into the body."},
            "value": {},
            "hint": {"type": "string"},
        },
        "required": ["code", "message"],
    },
    "Envelope": {
        "type": "object",
        "properties": {
            "status": {"enum": ["success", "created", "accepted", "error"]},
            "message": {"type": "string"},
            "data": {},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}},
            "meta": {
                "type": "object",
                "properties": {
                    "request_id": {"type": "string"},
                    "next_cursor": {"type": "string"},
                    "total": {"type": "integer", "minimum": 0},
                },
                "required": ["request_id"],
            },
        },
        "required": ["status", "message", "data", "errors", "meta"],
    },
    "Refusal": {
        "allOf": [
            {"$ref": "#/components/schemas/Envelope"},
            {"properties": {"status": {"const": "error"}, "errors": {"type": "array", "minItems": 1}}},
        ]
    },
    "Accepted": {
        "type": "object",
        "properties": {"command_id": {"type": "string", "format": "uuid"}},
    },
    "Filter": FILTER,
}
HEADERS: dict[str, Any] = {
    "RequestId": {"description": "Echoed, or made.", "schema": {"type": "string"}},
    "ETag": {"description": "The version, quoted.", "schema": {"type": "string"}},
    "RetryAfter": {"description": "Seconds.", "schema": {"type": "integer"}},
    "Location": {"description": "Where the result is, or will be.", "schema": {"type": "string"}},
}
COMMON = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
PATH: dict[str, Any] = {
    "db": {"type": "string", "minLength": 1, "description": "A database's name."},
    "class": {"type": "string", "minLength": 1, "maxLength": 128, "description": "A class's name."},
    "id": {"type": "string", "minLength": 1, "maxLength": 512},
    "batch_id": {"type": "string", "format": "uuid"},
    "name": {"type": "string", "enum": list(REBUILDABLE)},
    "subject": {"type": "string", "minLength": 1, "maxLength": 255},
}
_MEANINGS = {
    "400": "Malformed: JSON, a parameter, a cursor.",
    "401": "No token, or one that is not valid any more.",
    "403": "The role is not enough.",
    "404": "There is no such thing.",
    "409": "It exists, is referenced, or is not visible yet.",
    "412": "If-Match is not met.",
    "413": "Too large.",
    "415": "A media type that is not accepted here.",
    "422": "A rule of the ontology is broken; all broken rules at once.",
    "429": "Too many requests.",
    "500": "Something went wrong; the request id tells which.",
    "503": "A backing service does not answer.",
}
RESPONSES: dict[str, Any] = {
    f"Refusal{status}": {
        "description": meaning,
        "headers": COMMON
        | ({"Retry-After": {"$ref": "#/components/headers/RetryAfter"}} if status in "202 429 503" else {}),
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }
    for status, meaning in _MEANINGS.items()
}


def header_parameters(route: Route) -> list[dict[str, Any]]:
    """List the request headers a route heeds."""
    names = ["Prefer"] if route.command or "after" in route.names else []
    if route.command:
        names += ["Idempotency-Key", *route.heeds]
    elif _has_tag(route):
        names += ["If-None-Match"]
    return [{"name": name, "in": "header", "required": False, **_HEADER_PARAMETERS[name]} for name in names]


_HEADER_PARAMETERS: dict[str, Any] = {
    "Prefer": {
        "description": "`wait=N`: seconds to wait for the outcome, at most 25.",
        "schema": {"type": "string", "examples": ["wait=10"]},
    },
    "Idempotency-Key": {
        "description": "The same key and request give the same command.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    },
    "If-Match": {"description": "The ETag that must be current.", "schema": {"type": "string", "examples": ['"7"']}},
    "If-None-Match": {
        "description": "On a read the ETag held already (304); on a write `*`: create only.",
        "schema": {"type": "string", "examples": ['"7"', "*"]},
    },
}


def refusals(route: Route) -> dict[str, Any]:
    """List the errors a route may answer."""
    statuses = ["500", "503"]
    if route.query or route.body or "{" in route.path or not route.needs.startswith("nothing"):
        statuses += ["400", "404"]
    if route.needs != "nothing":
        statuses += ["401", "403", "429"]
    if route.query or route.body or route.command:
        statuses += ["409", "422"]
    if route.body is not None or route.command:
        statuses += ["412", "413", "415"]
    return {status: {"$ref": f"#/components/responses/Refusal{status}"} for status in sorted(set(statuses))}


def command_answers() -> dict[str, Any]:
    """List the answers of a command: done in time, created in time, accepted."""
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/Envelope"},
            {"properties": {"data": {"type": ["object", "null"]}}},
        ]
    }
    content = {"application/json": {"schema": schema}}
    headers = COMMON | {"Location": {"$ref": "#/components/headers/Location"}}
    return {
        "200": {"description": "Done in time, or the answer of a dry run.", "headers": COMMON, "content": content},
        "201": {"description": "Created in time.", "headers": headers, "content": content},
        "202": {"description": "Accepted: a command_id to ask about.", "headers": headers, "content": content},
    }


def unchanged(route: Route) -> dict[str, Any]:
    """List the 304 of routes that have an ETag."""
    return {"304": {"description": "What the client holds is current."}} if _has_tag(route) else {}


def _has_tag(route: Route) -> bool:
    tagged = ("/ontology", "/ontology/{class}", "/instances/{class}/{id}")
    return route.method == "GET" and route.path.removeprefix("/database/{db}") in tagged
