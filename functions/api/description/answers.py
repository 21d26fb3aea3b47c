"""What a route answers when it does what it is asked: written from what its function says that it returns."""

import json
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from functions.api.description.parts import WAITED, headers
from functions.api.description.schemas import Schemas
from spice.application.ground.interchange.media_types import JSON_LD, RDF_XML, TURTLE
from spice.application.queries.command_rows import CommandRow
from spice.application.queries.left import Left
from spice.entrypoints.http.answer import Rejection
from spice.entrypoints.http.meta import Meta
from spice.entrypoints.http.route import Route

_DOCUMENT = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Value"}}
"""A document of another standard: JSON Schema, OpenAPI."""
_DONE = "Done in time, or the answer of a dry run."
_COMMAND: Any = CommandRow
_STATUS = {200: "success", 201: "created", 202: "accepted"}


def answers(route: Route, schemas: Schemas) -> dict[str, Any]:
    """List the answers of a route."""
    if route.command:
        return _of_command(route, schemas)
    if route.answers != "application/json" or not route.enveloped:
        return {str(route.status): _plain(route)} | _unchanged(route)
    shape, meta, _ = _annotated(route)
    content = {"application/json": {"schema": _enveloped(schemas, route.status, schemas.answered(shape), meta)}}
    if "format" in route.names:
        content |= {kind: {"schema": _DOCUMENT} for kind in ("application/schema+json", JSON_LD)}
        content |= {kind: {"schema": {"type": "string"}} for kind in (TURTLE, RDF_XML)}
    names = ["ETag"] if route.tagged else ["Location"] if route.status == 202 else []
    if route.keyed:
        names.append("Idempotency-Replayed")
    if "after" in route.names:
        # What may wait is answered at once where too many wait already.
        names.append("Retry-After")
    answer = {"description": route.summary, "headers": headers(*names), "content": content}
    others = {str(status): {**answer, "content": _as(content, status)} for status in route.also}
    return {str(route.status): answer} | others | _unchanged(route)


def _as(content: Mapping[str, Any], status: int) -> dict[str, Any]:
    """Write the same answer with another status."""
    written = json.loads(json.dumps(content))
    for kind in written.values():
        kind["schema"]["properties"]["status"] = {"const": _STATUS[status]}
    return dict(written)


def _annotated(route: Route) -> tuple[Any, Any, Any]:
    """Read Answer[shape, meta] or, of a command, Intent[what it leaves, what a dry run tells, meta]."""
    told = get_args(get_type_hints(route.function, include_extras=True)["return"])
    return (*told, Meta, Meta)[:3]


def _of_command(route: Route, schemas: Schemas) -> dict[str, Any]:
    shape, would, meta = _annotated(route)
    if route.refused is not None:
        # A bulk request answers its batch: each of its commands is asked for by itself.
        done = accepted = schemas.answered(shape)
        dry = [schemas.answered(Rejection)]
    elif route.rehearses is not None:
        done, accepted = schemas.answered(shape), schemas.answered(CommandRow[Left])
        dry = [schemas.answered(route.rehearses), schemas.answered(Rejection)]
    else:
        done, accepted = schemas.answered(_COMMAND[shape]), schemas.answered(CommandRow[Left])
        dry = [schemas.answered(would), schemas.answered(Rejection)]
    said = "Accepted: a command to ask about."
    return {
        "200": _command(schemas, meta, 200, {"anyOf": [done, *dry]}, _DONE, "ETag", "Location", *WAITED),
        "201": _command(schemas, meta, 201, done, "Created in time.", "ETag", "Location", *WAITED),
        "202": _command(schemas, meta, 202, accepted, said, "Location", "Retry-After", *WAITED),
    }


def _command(
    schemas: Schemas, meta: Any, status: int, data: Mapping[str, Any], said: str, *names: str
) -> dict[str, Any]:
    content = {"application/json": {"schema": _enveloped(schemas, status, data, meta)}}
    return {"description": said, "headers": headers(*names), "content": content}


def _enveloped(schemas: Schemas, status: int, data: Mapping[str, Any], meta: Any) -> dict[str, Any]:
    return schemas.envelope(meta, data=data, status={"const": _STATUS[status]})


def _plain(route: Route) -> dict[str, Any]:
    kinds = [kind.strip() for kind in route.answers.split(",")]
    shape = _DOCUMENT if route.answers == "application/json" else {"type": "string"}
    names = ("Link", "X-Next-Cursor") if "cursor" in route.names else ("ETag",) if route.tagged else ()
    return {
        "description": route.summary,
        "headers": headers(*names),
        "content": {kind: {"schema": shape} for kind in kinds},
    }


def _unchanged(route: Route) -> dict[str, Any]:
    """List the 304 of routes whose entity tag stands for the answer."""
    held = {"description": "What the client holds is current.", "headers": headers("ETag")}
    return {"304": held} if route.revalidates else {}
