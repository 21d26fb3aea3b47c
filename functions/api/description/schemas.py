"""JSON Schemas of what is taken (pydantic's) and of what is answered (msgspec's), named ones as components."""

import re
from collections.abc import Mapping, Sequence
from inspect import cleandoc
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from pydantic import TypeAdapter

from functions.api.description.named import SCHEMAS
from spice.application.queries.finding.facets import COUNTED
from spice.application.queries.left import LEFT
from spice.entrypoints.http.answer import Envelope
from spice.messages.shapes import Written

_ENVELOPE: Any = Envelope
_REF = "#/components/schemas/{name}"
_MODULES = re.compile(r"(?:\w+\.)+(?=\w)")
_CHOICE = re.compile(r"'x-component': '(\w+)'")
_FEW = 2
_ROW = re.compile(r"Row\b")


class Schemas:
    """Writes types; those with a name are collected for the document's components."""

    def __init__(self) -> None:
        self.named: dict[str, Any] = dict(SCHEMAS)
        self._envelopes: dict[Any, dict[str, Any]] = {}
        # Operations of a change hold it. The models of writes are no part of a cold start of the reads.
        from functions.api.commands.models import ClassBody

        self.taken(ClassBody)
        # They are told of by name, whichever of their routes are described.
        for shape in (*LEFT, *COUNTED):
            self.answered(shape)

    def taken(self, kind: Any) -> dict[str, Any]:
        """Write the type of a body or of a parameter."""
        template = _REF.format(name="{model}")
        schema: dict[str, Any] = _referring(TypeAdapter(kind).json_schema(ref_template=template, by_alias=True))
        for name, part in schema.pop("$defs", {}).items():
            self._keep(name, part)
        name = getattr(kind, "__name__", None) if schema.get("type") == "object" and "title" in schema else None
        if name is None:
            schema.pop("title", None)
            return schema
        self._keep(name, schema)
        return {"$ref": _REF.format(name=name)}

    def answered(self, shape: Any) -> dict[str, Any]:
        """Write the type of what an answer holds."""
        if get_origin(shape) is Written:
            return self.answered(get_args(shape)[0])
        if get_origin(shape) in (Union, UnionType):
            return {"anyOf": [self.answered(each) for each in get_args(shape)]}
        (schema,), parts = msgspec.json.schema_components([shape], ref_template=_REF)
        names = {_REF.format(name=name): _component(part.get("title", name)) for name, part in parts.items()}
        for name, part in parts.items():
            # Until 3.13 a docstring has the margin of its class.
            said = {"description": cleandoc(part["description"])} if "description" in part else {}
            self._keep(names[_REF.format(name=name)], _told({**part, **said}, names))
        written: dict[str, Any] = _told(schema, names)
        return written

    def envelope(self, meta: Any, **parts: Mapping[str, Any]) -> dict[str, Any]:
        """Write the envelope with a type of meta; `parts` say more of its properties."""
        if meta not in self._envelopes:
            self.answered(_ENVELOPE[Any, meta])
            self._envelopes[meta] = self.named.pop(_component(f"Envelope[Any, {meta.__name__}]"))
        written = self._envelopes[meta]
        return {**written, "properties": {**written["properties"], **parts}}

    def _keep(self, name: str, schema: dict[str, Any]) -> None:
        if self.named.setdefault(name, schema) != schema:
            raise ValueError(f"two schemas are called {name}")


def _component(title: str) -> str:
    """Name a component: `CommandRow[InstanceResult]` is Command_InstanceResult; whatever may be left is not named."""
    plain, _, annotated = title.partition("[typing.Annotated")
    if annotated:
        choice = _CHOICE.findall(annotated)
        return _component(f"{plain}[{'_or_'.join(choice)}]" if len(choice) <= _FEW else plain)
    return re.sub(r"\W+", "_", _ROW.sub("", _MODULES.sub("", title))).strip("_")


def _told(schema: Any, names: Mapping[str, str]) -> Any:
    """Call components as clients do. What has a default is always answered: only the unset is left out."""
    if isinstance(schema, list):
        return [_told(part, names) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": _REF.format(name=names[schema["$ref"]])}
    if "x-component" in schema:
        return {"$ref": _REF.format(name=_component(schema["x-component"]))}
    if "type" not in schema and _are_texts(schema.get("enum", ())):
        return {"type": "string", **schema}
    written = {
        name: _told(part, names) for name, part in schema.items() if name not in ("title", "default", "properties")
    }
    if "properties" in schema:
        written["properties"] = {name: _told(part, names) for name, part in schema["properties"].items()}
    if "properties" in schema and isinstance(schema.get("required"), list):
        given = [name for name, part in schema["properties"].items() if "default" in part]
        written["required"] = sorted({*schema["required"], *given})
    return written


def _are_texts(choices: Sequence[object]) -> bool:
    return bool(choices) and all(isinstance(choice, str) for choice in choices)


def _referring(schema: Any) -> Any:
    """Put references where a type names a component that pydantic does not know."""
    if isinstance(schema, list):
        return [_referring(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "x-component" in schema:
        return {"$ref": _REF.format(name=schema["x-component"])}
    return {name: _referring(part) for name, part in schema.items()}
