"""What a class asks for: its own members and those it inherits."""

from collections.abc import Mapping
from typing import Any

from cli.session import Session


def class_and_parents(session: Session, class_name: str) -> list[Mapping[str, Any]]:
    """Read a class and what it inherits from, the farthest first."""
    shapes: list[Mapping[str, Any]] = []
    name: str | None = class_name
    while name:
        shapes.insert(0, session.client.get(session.path("ontology", name)).data)
        name = shapes[0].get("parent")
    return shapes
