"""Parts of the OpenAPI document that no single route declares: the introduction, parameters, headers."""

from typing import Any

from spice.application.upkeep.ask_rebuild import REBUILDABLE
from spice.entrypoints.http.route import Route

INTRODUCTION = (
    "Writes are commands: they answer 202 with a command_id, or the outcome with `Prefer: wait=N`. Reads take "
    "`after={command_id}` to include a write. Unknown query parameters are 400 `invalid_parameter`; unknown fields of "
    "a search 422 `unknown_property`; values of the wrong type 422 `wrong_type`; an unknown class 404 in a path, 422 "
    "`unknown_class` elsewhere. `info.x-bounds` tells how much a request may hold: past it "
    "400, 413 or 422. Exports come in parts of 4 MB: follow `Link: rel=next`."
)
HEADERS: dict[str, Any] = {
    "X-Request-Id": {"description": "Echoed, or made.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "`no-store` where persons are shown.", "schema": {"type": "string"}},
    "ETag": {"description": "The version, or the commit, quoted.", "schema": {"type": "string", "examples": ['"7"']}},
    "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}},
    "Location": {"description": "Where the result is, or will be.", "schema": {"type": "string"}},
    "Link": {"description": 'Where the next part is: `<…>; rel="next"`.', "schema": {"type": "string"}},
    "X-Next-Cursor": {"description": "The cursor of the next part.", "schema": {"type": "string"}},
    "Allow": {"description": "The methods that are answered here.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "What token is asked for.", "schema": {"type": "string"}},
    "Idempotency-Replayed": {"description": "The key was known.", "schema": {"type": "string", "enum": ["true"]}},
    "Preference-Applied": {"description": "How long it was waited at most.", "schema": {"type": "string"}},
    "RateLimit-Limit": {"description": "Requests in a window.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Requests that are left.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until the window ends.", "schema": {"type": "integer"}},
}


WAITED = ("Idempotency-Replayed", "Preference-Applied")
"""Headers of a command's answers."""


def headers(*names: str) -> dict[str, Any]:
    """Refer to headers of an answer; every answer has the request's id, and says who may keep it."""
    every = ("X-Request-Id", "Cache-Control")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*every, *names)}


PATH: dict[str, Any] = {
    "db": {"type": "string", "minLength": 1, "description": "A database's name."},
    "class": {"type": "string", "minLength": 1, "maxLength": 128, "description": "A class's name."},
    "id": {"type": "string", "minLength": 1, "maxLength": 512},
    "batch_id": {"type": "string", "format": "uuid"},
    "subject": {"type": "string", "minLength": 1, "maxLength": 255},
}
REBUILT: dict[str, Any] = {"type": "string", "enum": list(REBUILDABLE)}
"""The name of a projection; what else has a name in its path is called as people please."""


def operation_id(route: Route) -> str:
    """Name a route."""
    steps = [step.strip("{}").replace("-", "_").replace(".", "_") for step in route.path.split("/") if step]
    return "_".join([route.method.lower(), *steps])


def header_parameters(route: Route) -> list[dict[str, Any]]:
    """List the request headers a route heeds."""
    names = ["Prefer"] if route.command or "after" in route.names else []
    if route.command or route.keyed:
        names += ["Idempotency-Key"]
    names += ["If-None-Match"] if route.revalidates else route.heeds
    return [{"name": name, "in": "header", "required": False, **_HEADER_PARAMETERS[name]} for name in names]


_HEADER_PARAMETERS: dict[str, Any] = {
    "Prefer": {
        "description": "`wait=N`: seconds to wait for the outcome, at most 25.",
        "schema": {"type": "string", "examples": ["wait=10"]},
    },
    "Idempotency-Key": {
        "description": "The same key and request give the same command, and do nothing twice.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    },
    "If-Match": {"description": "The ETag that must be current.", "schema": {"type": "string", "examples": ['"7"']}},
    "If-None-Match": {
        "description": "On a read the ETag held already (304); on a write `*`: create only.",
        "schema": {"type": "string", "examples": ['"7"', "*"]},
    },
}
