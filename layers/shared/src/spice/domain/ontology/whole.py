"""A whole ontology that was put together, read and checked like one that a client writes."""

from collections.abc import Collection, Mapping
from uuid import UUID

from spice.domain.datatypes.home import Home
from spice.domain.hints import pointer
from spice.domain.ontology.class_documents import read_class
from spice.domain.ontology.documents import Document
from spice.domain.ontology.draft import Draft
from spice.domain.ontology.hierarchy import check_hierarchy
from spice.domain.ontology.part_ids import ids_of, known_parts


def read_whole(
    documents: Mapping[str, Document], sources: Collection[Mapping[str, Document]], command_id: UUID, home: Home
) -> Draft:
    """Read class documents; parts have the ids that they have in the ontologies they come from, or new ones."""
    draft, ids = Draft({}, command_id, home), ids_of([*sources])
    for id_, document in documents.items():
        path = pointer("", str(document.get("name")))
        read = read_class(draft.reading, document, path)
        if read is not None:
            draft.take(id_, read, known_parts(read, ids), path)
    if not draft.problems:
        check_hierarchy(draft)
    return draft
