"""A whole ontology that was put together, read and checked like one that a client writes."""

from collections.abc import Collection, Mapping
from uuid import UUID

from spice.domain.datatypes.home import Home
from spice.domain.hints import pointer
from spice.domain.ontology.class_documents import read_class
from spice.domain.ontology.documents import Document
from spice.domain.ontology.draft import Draft
from spice.domain.ontology.hierarchy import check_hierarchy

_LISTS = ("properties", "relationships", "values")


def read_whole(
    documents: Mapping[str, Document], sources: Collection[Mapping[str, Document]], command_id: UUID, home: Home
) -> Draft:
    """Read class documents; parts have the ids that they have in the ontologies they come from, or new ones."""
    draft, ids = Draft({}, command_id, home), _ids([*sources])
    for id_, document in documents.items():
        path = pointer("", str(document.get("name")))
        read = read_class(draft.reading, document, path)
        if read is not None:
            draft.take(id_, read, _known(read, ids), path)
    if not draft.problems:
        check_hierarchy(draft)
    return draft


def _ids(value: object) -> set[str]:
    """Collect every id, of whatever depth."""
    found: set[str] = set()
    ahead = [value]
    while ahead:
        each = ahead.pop()
        if isinstance(each, Mapping):
            ahead += each.values()
            found |= {given} if isinstance(given := each.get("id"), str) else set()
        elif isinstance(each, list):
            ahead += each
    return found


def _known(document: Document, ids: Collection[str]) -> dict[str, object]:
    """Leave of a document, and of what is inside, the parts that have ids."""
    answer = dict(document)
    for field in _LISTS:
        if isinstance(parts := document.get(field), list):
            answer[field] = [_known(part, ids) for part in parts if part.get("id") in ids]
    if isinstance(items := document.get("items"), Mapping):
        answer["items"] = _known(items, ids)
    return answer
