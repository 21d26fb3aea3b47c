"""Documents to search for, and short ways to ask."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from spice.domain.datatypes.kinds import FieldKind
from spice.domain.identity import aggregate_id, stream_key
from spice.ports.search_filter import Condition, Filter
from spice.ports.search_index import Document, Found, Query, SearchIndex, SortKey

DATABASE = UUID(int=7)
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
META: Mapping[str, FieldKind] = {
    "_id": "keyword",
    "_class": "keyword",
    "_version": "number",
    "_created_at": "time",
    "_updated_at": "time",
    "_updated_by": "keyword",
}
FIELDS: Mapping[str, FieldKind] = {
    "name": "text",
    "code": "keyword",
    "delay": "number",
    "at": "time",
    "ok": "boolean",
    "where": "point",
    "tags": "keyword",
    "marks": "number",
    "price": "composite",
    "price.amount": "number",
    "lasts": "duration",
    "opens": "clock",
    "host": "network",
    "seal": "octets",
    "address.city": "text",
}
KINDS = {**FIELDS, **META}


def a_document(
    id: str = "a",
    *,
    of: str = "thing",
    version: int = 1,
    deleted: bool = False,
    created: int = 0,
    by: str = "kim",
    **data: object,
) -> Document:
    """Make a document; `created` counts seconds."""
    return Document(
        database=DATABASE,
        stream=stream_key(aggregate_id(DATABASE, of, id)),
        class_id=of,
        id=id,
        version=version,
        data=dict(data),
        fields=FIELDS,
        created_at=BEGINNING + timedelta(seconds=created),
        updated_at=BEGINNING + timedelta(seconds=created + version),
        updated_by=by,
        deleted=deleted,
    )


def where(field: str, op: str, value: object) -> Condition:
    """Make a condition on one of the fields."""
    return Condition(field=field, kind=KINDS[field], op=cast(Any, op), value=value)


def by(*names: str) -> list[SortKey]:
    """Make sort keys: `-` descends."""
    return [
        SortKey(
            field=name.removeprefix("-"), kind=KINDS.get(name.removeprefix("-"), "number"), descending=name[0] == "-"
        )
        for name in names
    ]


def search(index: SearchIndex, **asked: Any) -> Found:
    """Ask."""
    return index.search(Query(database=DATABASE, **asked))


def ids(index: SearchIndex, wanted: Filter | None = None, **asked: Any) -> list[str]:
    """Ask, and give the ids found, by id unless a sort is named."""
    found = search(index, filter=wanted, **{"sort": by("_id"), **asked})
    return [hit.id for hit in found.hits]


def asked(index: SearchIndex, q: str, **more: Any) -> list[str]:
    """Ask a question, and give the ids found, best first."""
    return [hit.id for hit in search(index, q=q, **more).hits]


def every_page(index: SearchIndex, limit: int, **more: Any) -> list[str]:
    """Walk all pages."""
    seen: list[str] = []
    after: Sequence[object] | None = None
    while True:
        hits = search(index, limit=limit, after=after, **more).hits
        seen += [hit.id for hit in hits]
        if len(hits) < limit:
            return seen
        after = hits[-1].sort_values
