"""Documents as the rows OpenSearch is given."""

from collections.abc import Iterator, Mapping
from typing import Any

from spice.adapters.engines.source import written
from spice.adapters.opensearch.documents.columns import PUT, Columns
from spice.adapters.opensearch.documents.layout import DELETED, EQUALS, LONGEST_FOLDED, MANY, SOURCE, UID
from spice.adapters.opensearch.documents.slots import META, Field, Slots
from spice.domain.datatypes.kinds import WORDED, FieldKind
from spice.messages.codec import encode
from spice.ports.search_index import Document
from spice.searching.order_keys import word_key
from spice.searching.text.folding import fold
from spice.searching.values import field_values


def fields_of(document: Document) -> list[Field]:
    """Name the fields that want a slot; places and composites are not sorted or grouped by, nor is what is sealed."""
    unsorted = ("point", "composite", "sealed")
    return [*META, *((name, kind) for name, kind in document.fields.items() if kind not in unsorted)]


def row_of(document: Document, slots: Slots) -> bytes:
    """Write a document as two lines of a bulk request; a deleted one stays, with its version and a mark."""
    uid = document.stream.hex
    action = {"index": {"_id": uid, "version": document.version, "version_type": "external_gte"}}
    row: dict[str, object] = {UID: uid, DELETED: document.deleted}
    if not document.deleted:
        row |= _columns(document, slots).named()
        texts = [name for name, kind in document.fields.items() if kind in WORDED]
        row[SOURCE] = written(document, uid, texts)
    return encode(action) + b"\n" + encode(row) + b"\n"


def _columns(document: Document, slots: Slots) -> Columns:
    columns = Columns(slots)
    for (name, kind), value in zip(META, _meta(document), strict=True):
        if kind == "keyword":
            columns.key(name, kind, word_key(str(value)))
            columns.folded.append(name + EQUALS + fold(str(value))[:LONGEST_FOLDED])
        else:
            PUT[kind](columns, name, kind, value)
    for name, kind, value in _values(document.searched, document.fields, columns):
        PUT[kind](columns, name, kind, value)
    return columns


def _values(
    data: Mapping[str, object], fields: Mapping[str, FieldKind], columns: Columns
) -> Iterator[tuple[str, FieldKind, Any]]:
    for name, kind in fields.items():
        values = field_values(data, name, kind)
        if len(values) > 1:
            columns.marks.append(MANY + name)
        for value in values:
            yield name, kind, value


def _meta(document: Document) -> tuple[object, ...]:
    return (
        document.id,
        document.class_id,
        document.version,
        document.created_at,
        document.updated_at,
        document.updated_by,
    )
