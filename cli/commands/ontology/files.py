"""Files of classes: JSON, or YAML as people write it."""

import re
import sys
from collections.abc import Mapping
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
