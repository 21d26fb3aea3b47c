"""Class documents and commits as API.md writes them."""

from collections.abc import Mapping
from typing import Any

from spice.application.ground.schemas import Schema
from spice.application.ground.times import written
from spice.ports.ontology_repository import Commit


def documents(schema: Schema) -> list[Mapping[str, Any]]:
    """List every class as it is stored, by name."""
    return sorted(schema.documents.values(), key=_name)


def commit_row(commit: Commit) -> dict[str, object]:
    """Write a commit without its classes."""
    return {
        "commit": commit.id,
        "parents": list(commit.parents),
        "message": commit.message,
        "author": commit.author,
        "at": written(commit.at),
        "command_id": commit.command_id,
    }


def _name(document: Mapping[str, Any]) -> str:
    return str(document.get("name"))
