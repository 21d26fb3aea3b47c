"""Class documents and commits as API.md writes them: parents and targets by name."""

from collections.abc import Mapping
from typing import Any

from spice.application.query_ontology import Schema
from spice.application.query_times import written
from spice.ports.ontology_repository import Commit


def documents(schema: Schema) -> list[dict[str, Any]]:
    """Write every class, by name."""
    return sorted((class_document(schema, document) for document in schema.documents.values()), key=_name)


def class_document(schema: Schema, document: Mapping[str, Any]) -> dict[str, Any]:
    """Write a class as it is stored; where it names other classes by stable id, their names of today."""
    written_ = dict(document)
    if isinstance(parent := document.get("parent"), str):
        written_["parent"] = schema.class_name(parent)
    if isinstance(relationships := document.get("relationships"), list):
        written_["relationships"] = [
            {**each, "target": schema.class_name(str(each.get("target")))} for each in relationships
        ]
    return written_


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
