"""What speaks of a class or a part by name, once that is called otherwise."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from spice.domain.ontology.documents import Document, properties_of, relationships_of
from spice.domain.ontology.known_classes import Working


def parts_of(document: Document, field: str) -> list[Working]:
    """List a class's own parts, each to be changed."""
    return [dict(part) for part in (properties_of(document) if field == "properties" else relationships_of(document))]


def renamed_part(part: Working, id_: str, name: str) -> Working:
    """Give the part of an id another name."""
    return {**part, "name": name} if part["id"] == id_ else part


def of_renamed_subject(part: Working, renamed: Mapping[str, str]) -> Working:
    """Let a property name its subject as that is called now."""
    subject = part.get("subject")
    return {**part, "subject": renamed[subject]} if isinstance(subject, str) and subject in renamed else part


def of_renamed_inverse(
    part: Document, target: str, relationships: AbstractSet[str], renamed: Mapping[str, str]
) -> Working:
    """Let a relationship to a target name its inverse there as that is called now."""
    inverse = part.get("inverse")
    follows = part["target"] == target and inverse in relationships
    return {**part, "inverse": renamed[str(inverse)]} if follows else {**part}


def speaking_of_renamed(document: Working, old: str, name: str) -> Working:
    """Let a class name its parent and targets as they are called now."""
    relationships = [
        {**part, "target": name} if part["target"] == old else part for part in parts_of(document, "relationships")
    ]
    return {
        **document,
        "parent": name if document.get("parent") == old else document.get("parent"),
        "relationships": relationships,
    }
