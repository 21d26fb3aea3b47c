"""A database's OpenAPI document: its instances, typed from its ontology."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from functions.api.description import parts
from functions.api.description.openapi import operation
from functions.api.description.refusals import Refusals
from functions.api.description.schemas import Schemas
from spice.application.ground.instance_rows import ExpandedRow
from spice.application.ground.schemas import Schema
from spice.application.queries.json_schema import class_schema
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.entrypoints.http.meta import MomentMeta
from spice.entrypoints.http.route import API, Route
from spice.ports.directory import Database

_INSTANCE = "/database/{db}/instances/{class}/{id}"
_LIST = "/database/{db}/instances"
_COMPONENT = re.compile(r"[A-Za-z0-9._-]+")


def database_document(database: Database, schema: Schema, routes: Sequence[Route]) -> dict[str, Any]:
    """Write, for every class, the routes of its instances with the shape of its data."""
    schemas = Schemas()
    refusals = Refusals(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for shape in sorted(schema.ontology.by_id.values(), key=lambda each: each.name):
        reference = {"$ref": f"#/components/schemas/{_component(schemas, schema, shape)}"}
        for route in routes:
            if route.path == _INSTANCE:
                path = API + _INSTANCE.replace("{db}", database.name).replace("{class}", shape.name)
                paths.setdefault(path, {})[route.method.lower()] = _typed(route, schemas, refusals, shape, reference)
    for route in routes:
        if route.path == _LIST:
            written = operation(route, schemas, refusals)
            path = API + _LIST.replace("{db}", database.name)
            paths.setdefault(path, {})[route.method.lower()] = _without(written, "db")
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": f"Spice Harvester: {database.name}",
            "version": schema.commit or "empty",
            "description": parts.INTRODUCTION,
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.named,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": refusals.components,
            "headers": parts.HEADERS,
        },
        "security": [{"bearer": []}],
    }


def _component(schemas: Schemas, schema: Schema, shape: CompiledClass) -> str:
    """Name a class's component; names of other scripts are not allowed there, stable ids are."""
    name = f"Class.{shape.name if _COMPONENT.fullmatch(shape.name) else shape.id}"
    written = class_schema(schema, shape)
    written.pop("$schema")
    schemas.named[name] = written
    return name


def _typed(
    route: Route, schemas: Schemas, refusals: Refusals, shape: CompiledClass, data: Mapping[str, Any]
) -> dict[str, Any]:
    written = _without(operation(route, schemas, refusals), "db", "class")
    written["operationId"] += f"_{shape.id}"
    written["tags"] = [shape.name]
    if route.method == "GET":
        answer = written["responses"][str(route.status)]["content"]["application/json"]
        answer["schema"] = _answer(schemas, shape, data)
    elif route.method == "PUT":
        body = {"type": "object", "properties": {"data": data, "reason": {"type": "string"}}, "required": ["data"]}
        written["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return written


def _answer(schemas: Schemas, shape: CompiledClass, data: Mapping[str, Any]) -> dict[str, Any]:
    instance = {"properties": {"class": {"const": shape.name}, "data": data}}
    if len(shape.family) > 1:
        instance = {"properties": {"data": {"type": "object"}}}
    typed = {"allOf": [schemas.answered(ExpandedRow), instance]}
    return schemas.envelope(MomentMeta, data=typed, status={"const": "success"})


def _without(written: dict[str, Any], *names: str) -> dict[str, Any]:
    """Leave out path parameters that are fixed."""
    kept = [each for each in written["parameters"] if each["in"] != "path" or each["name"] not in names]
    return {**written, "parameters": kept}
