"""Ids that come with documents: collected, left out, and the parts that have them."""

from collections.abc import Collection, Mapping

from spice.domain.ontology.documents import Document
from spice.domain.ontology.reading import is_name

_LISTS = ("properties", "relationships", "values")


def ids_of(value: object) -> set[str]:
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


def known_parts(document: Document, ids: Collection[str]) -> dict[str, object]:
    """Leave of a document, and of what is inside, the parts that have ids."""
    answer = dict(document)
    for field in _LISTS:
        if isinstance(parts := document.get(field), list):
            answer[field] = [known_parts(part, ids) for part in parts if part.get("id") in ids]
    if isinstance(items := document.get("items"), Mapping):
        answer["items"] = known_parts(items, ids)
    return answer


def with_ids(document: Document, ids: Collection[str], *, inside: bool = False) -> dict[str, object]:
    """Leave every part, without the ids that are not among those, or that no part may have.

    What is inside an object has the keys of its values for ids: names in any script. Others are in ASCII.
    """
    answer = dict(document)
    id_ = answer.pop("id", None)
    if isinstance(id_, str) and id_ in ids and is_name(id_, digit_first=True) and (inside or id_.isascii()):
        answer = {"id": id_, **answer}
    for field in _LISTS:
        if isinstance(parts := document.get(field), list):
            deeper = inside or (field == "properties" and "type" in document)
            answer[field] = [with_ids(part, ids, inside=deeper) for part in parts]
    if isinstance(items := document.get("items"), Mapping):
        answer["items"] = with_ids(items, ids, inside=inside)
    return answer
