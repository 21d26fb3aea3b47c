"""Files of classes: JSON, or YAML as people write it, and the changes that they ask for."""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from cli.failure import WrongUse
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.json import read_json

Allowed = Annotated[
    Path | None,
    typer.Option(
        "--allow",
        metavar="FILE",
        help='What may break, and what becomes of values: {"waive", "migrations"} (JSON, YAML).',
    ),
]
_YAML = (".yaml", ".yml")


class _Loader(yaml.SafeLoader):
    """YAML whose words are words: `no` is a country or a value of an ENUM, and a date is a text."""


_Loader.yaml_implicit_resolvers = {}

for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", list("-0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def read_classes(file: Path) -> object:
    """Read a document of classes; `-` is standard input, as JSON."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        if file.suffix.lower() in _YAML:
            # Anchors may make much of little; a list of classes has no use for them.
            if b"*" in content and any(isinstance(each, yaml.AliasToken) for each in yaml.scan(content)):
                raise WrongUse(f"{file}: aliases are not taken")
            return yaml.load(content, _Loader)
        return read_json(content)
    except (DomainError, yaml.YAMLError) as broken:
        raise WrongUse(f"{file}: {broken}") from broken
    except OSError as broken:
        raise WrongUse(f"{file} cannot be read: {broken.strerror}") from broken


def read_terms(file: Path | None) -> dict[str, Any]:
    """Read what a merge or a rollback is allowed: {"waive", "migrations"}, as API.md has them."""
    terms = {} if file is None else read_classes(file)
    if not isinstance(terms, Mapping) or not terms.keys() <= {"waive", "migrations"}:
        raise WrongUse(f'{file}: expected {{"waive": […], "migrations": […]}}')
    return dict(terms)


def changes_of(document: object, known: set[str]) -> dict[str, Any]:
    """Write a document of classes as changes: create what is new, update what is known."""
    if isinstance(document, Mapping) and "changes" in document:
        return dict(document)
    if isinstance(document, Mapping) and "classes" in document:
        document = document["classes"]
    classes: list[Any] = list(document) if isinstance(document, list | tuple) else [document]
    if not all(isinstance(each, Mapping) and isinstance(each.get("name"), str) for each in classes):
        raise WrongUse('expected a class, a list of classes, or {"message", "changes"}')
    return {"changes": [_change(each, known) for each in classes]}


def missing_from(changes: Iterable[Mapping[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """Write what changes do not name as changes that delete it."""
    return [{"op": "delete", "name": name} for name in sorted(known - {*map(_named, changes)})]


def _named(change: Mapping[str, Any]) -> object:
    of = change.get("class")
    return change.get("name") or (of.get("name") if isinstance(of, Mapping) else of)


def _change(shape: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    if shape["name"] in known:
        return {"op": "update", "name": shape["name"], "patch": dict(shape)}
    return {"op": "create", "class": dict(shape)}
