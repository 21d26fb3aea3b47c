"""Queries as WOQL's JSON-LD: only the shapes that were seen to work, and only texts in documents."""

from collections.abc import Mapping, Sequence
from typing import Any

Query = dict[str, Any]


def insert(fields: Mapping[str, str]) -> Query:
    """Insert a document; it must not be there."""
    return {"@type": "InsertDocument", "document": _document(fields)}


def update(fields: Mapping[str, str]) -> Query:
    """Put a document in the place of the one with its key, which must be there."""
    return {"@type": "UpdateDocument", "document": _document(fields)}


def delete(id_: str) -> Query:
    """Delete a document, which must be there."""
    return {"@type": "DeleteDocument", "identifier": {"@type": "NodeValue", "node": id_}}


def all_of(queries: Sequence[Query]) -> Query:
    """Make one of them; one alone is left alone."""
    return queries[0] if len(queries) == 1 else {"@type": "And", "and": [*queries]}


def commits_with(field: str, value: str) -> Query:
    """Find commits by what their metadata says; asked of the commit graph."""
    return all_of(
        [
            _triple("J", f"json:{field}", {"@type": "Value", "data": _text(value)}),
            _triple("C", "@schema:metadata", {"@type": "NodeValue", "variable": "J"}),
            _triple("C", "@schema:identifier", {"@type": "NodeValue", "variable": "Id"}),
        ]
    )


def _document(fields: Mapping[str, str]) -> Query:
    pairs = [
        {"@type": "FieldValuePair", "field": name, "value": {"@type": "Value", "data": _text(value)}}
        for name, value in fields.items()
    ]
    return {"@type": "Value", "dictionary": {"@type": "DictionaryTemplate", "data": pairs}}


def _triple(variable: str, predicate: str, value: Query) -> Query:
    return {
        "@type": "Triple",
        "subject": {"@type": "NodeValue", "variable": variable},
        "predicate": {"@type": "NodeValue", "node": predicate},
        "object": value,
    }


def _text(value: str) -> Query:
    return {"@type": "xsd:string", "@value": value}
