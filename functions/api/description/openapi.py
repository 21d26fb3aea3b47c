"""The OpenAPI 3.1 document, made from the routes that answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from functions.api.description import parts
from spice.domain.bounds import STATED
from spice.entrypoints.http.route import API, PARAMETER, Parameter, Route

_BEARER: dict[str, list[str]] = {"bearer": []}
_SECURITY: Mapping[str, list[dict[str, list[str]]]] = {"nothing": [], "nothing or a token": [{}, _BEARER]}
_REF = "#/components/schemas/{model}"


class Schemas:
    """JSON Schemas of types; named ones are collected for the document's components."""

    def __init__(self) -> None:
        self.named: dict[str, Any] = dict(parts.SCHEMAS)

    def of(self, kind: Any) -> dict[str, Any]:
        """Write a type."""
        schema: dict[str, Any] = _referring(TypeAdapter(kind).json_schema(ref_template=_REF, by_alias=True))
        self.named.update(schema.pop("$defs", {}))
        name = getattr(kind, "__name__", None) if schema.get("type") == "object" and "title" in schema else None
        if name is None:
            schema.pop("title", None)
            return schema
        self.named[name] = schema
        return {"$ref": _REF.format(model=name)}


def _referring(schema: Any) -> Any:
    """Put references where a type names a component that pydantic does not know."""
    if isinstance(schema, list):
        return [_referring(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "x-component" in schema:
        return {"$ref": _REF.format(model=schema["x-component"])}
    return {name: _referring(part) for name, part in schema.items()}


def document(routes: Iterable[Route], *, title: str = "Spice Harvester", version: str = "1") -> dict[str, Any]:
    """Write all routes."""
    schemas = Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(API + route.path, {})[route.method.lower()] = operation(route, schemas)
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
            "responses": parts.RESPONSES,
            "headers": parts.HEADERS,
        },
    }


def operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    """Write one route."""
    written: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [tag_of(API + route.path)],
        "security": _SECURITY.get(route.needs, [_BEARER]),
        "x-needs": route.needs,
        "parameters": [
            *(_path_parameter(name, route.path) for name in PARAMETER.findall(route.path)),
            *(_query_parameter(parameter, schemas) for parameter in route.query),
            *parts.header_parameters(route),
        ],
        "responses": {**_answers(route, schemas), **parts.refusals(route)},
    }
    if (body := _body(route, schemas)) is not None:
        written["requestBody"] = body
    return written


def tag_of(path: str) -> str:
    """Group a path by what it is about."""
    steps = [step for step in path.removeprefix(API).split("/") if step and not step.startswith("{")]
    inner = steps[1] if len(steps) > 1 and steps[0] == "database" else None
    return inner or (steps[0] if steps else "")


def _operation_id(route: Route) -> str:
    steps = [step.strip("{}").replace("-", "_").replace(".", "_") for step in route.path.split("/") if step]
    return "_".join([route.method.lower(), *steps])


def _path_parameter(name: str, path: str) -> dict[str, Any]:
    schema = parts.PATH.get(name, {"type": "string", "minLength": 1})
    if name == "id" and "{class}" not in path:
        schema = {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameter(parameter: Parameter, schemas: Schemas) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "schema": schemas.of(parameter.type),
    }
    if parameter.description:
        written["description"] = parameter.description
    return written


def _body(route: Route, schemas: Schemas) -> dict[str, Any] | None:
    if route.body is None and route.media_types == ("application/json",):
        return None
    schema: Mapping[str, Any] = {} if route.body is None else schemas.of(route.body)
    required = route.body is None or any(field.is_required() for field in route.body.model_fields.values())
    content = {
        kind: {"schema": schema if kind.endswith("json") and "ndjson" not in kind else {"type": "string"}}
        for kind in route.media_types
    }
    return {"required": required, "content": content}


def _answers(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.command:
        return parts.command_answers()
    if route.answers != "application/json" or not route.enveloped:
        plain: dict[str, Any] = {kind.strip(): {"schema": {}} for kind in route.answers.split(",")}
        return {str(route.status): {"description": route.summary, "content": plain}}
    data: Mapping[str, Any] = {} if route.data is None else schemas.of(route.data)
    schema = {"allOf": [{"$ref": _REF.format(model="Envelope")}, {"properties": {"data": data}}]}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if "format" in route.names:
        content["application/schema+json"] = {"schema": {"type": "object"}}
    answer = {"description": route.summary, "headers": parts.COMMON, "content": content}
    return {str(route.status): answer} | parts.unchanged(route)
