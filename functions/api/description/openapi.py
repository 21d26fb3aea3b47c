"""The OpenAPI 3.1 document, made from the routes that answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.api.description import parts
from functions.api.description.answers import answers
from functions.api.description.refusals import Refusals, codes
from functions.api.description.schemas import Schemas
from spice.domain.bounds import STATED
from spice.entrypoints.http.route import API, PARAMETER, Parameter, Route

_BEARER: dict[str, list[str]] = {"bearer": []}
_SECURITY: Mapping[str, list[dict[str, list[str]]]] = {"nothing": [], "nothing or a token": [{}, _BEARER]}


def document(routes: Iterable[Route], *, title: str = "Spice Harvester", version: str = "1") -> dict[str, Any]:
    """Write all routes."""
    schemas = Schemas()
    refusals = Refusals(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(API + route.path, {})[route.method.lower()] = operation(route, schemas, refusals)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": title, "version": version, "description": parts.INTRODUCTION, "x-bounds": STATED},
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(tag_of(path) for path in paths)],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.named.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": dict(sorted(refusals.components.items())),
            "headers": parts.HEADERS,
        },
    }


def operation(route: Route, schemas: Schemas, refusals: Refusals) -> dict[str, Any]:
    """Write one route."""
    written: dict[str, Any] = {
        "operationId": parts.operation_id(route),
        "summary": route.summary,
        "tags": [tag_of(API + route.path)],
        "security": _SECURITY.get(route.needs, [_BEARER]),
        "x-needs": route.needs,
        "x-codes": codes(route),
        "parameters": [
            *(_path_parameter(name, route.path) for name in PARAMETER.findall(route.path)),
            *(_query_parameter(parameter, schemas) for parameter in route.query),
            *parts.header_parameters(route),
        ],
        "responses": {**answers(route, schemas), **refusals.of(route)},
    }
    if (body := _body(route, schemas)) is not None:
        written["requestBody"] = body
    return written


def tag_of(path: str) -> str:
    """Group a path by what it is about."""
    steps = [step for step in path.removeprefix(API).split("/") if step and not step.startswith("{")]
    inner = steps[1] if len(steps) > 1 and steps[0] == "database" else None
    return inner or (steps[0] if steps else "")


def _path_parameter(name: str, path: str) -> dict[str, Any]:
    schema = parts.PATH.get(name, {"type": "string", "minLength": 1})
    if name == "id" and "{class}" not in path:
        schema = {"type": "string", "format": "uuid"}
    if "/projections/{name}" in path:
        schema = parts.REBUILT
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameter(parameter: Parameter, schemas: Schemas) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "schema": schemas.taken(parameter.type),
    }
    if parameter.description:
        written["description"] = parameter.description
    return written


def _body(route: Route, schemas: Schemas) -> dict[str, Any] | None:
    if (model := route.body or route.reads) is None:
        return None
    schema, required = schemas.taken(model), any(field.is_required() for field in model.model_fields.values())
    content = {
        kind: {"schema": schema if kind.endswith("json") and "ndjson" not in kind else {"type": "string"}}
        for kind in route.media_types
    }
    return {"required": required, "content": content}
