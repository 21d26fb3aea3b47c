"""Names in graphs, and values as literals that every syntax carries unchanged."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from rdflib import Literal, URIRef

from spice.messages.codec import decode, encode

OURS = "urn:spice-harvester:vocabulary#"
_CLASS, _PART = "urn:spice-harvester:class:", "urn:spice-harvester:part:"
JSON = URIRef(f"{OURS}json")
"""The datatype of what has no other: JSON."""
_CARRIED = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_NOT_CARRIED = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile("[a-z]{2,3}(-[a-z0-9]{1,8})*")


def class_iri(id_: str) -> URIRef:
    """Name a class by its stable id."""
    return URIRef(_CLASS + quote(id_, safe=""))


def part_iri(class_id: str, id_: str) -> URIRef:
    """Name a property or relationship."""
    return URIRef(f"{_PART}{quote(class_id, safe='')}:{quote(id_, safe='')}")


def term(field: str) -> URIRef:
    """Name a field in our vocabulary."""
    return URIRef(OURS + field)


def literal(value: object) -> Literal:
    """Write a value: a text that XML carries as it is, all else as JSON."""
    if isinstance(value, str) and _CARRIED.fullmatch(value):
        return Literal(value)
    # What XML does not carry stands in texts only, where JSON may write it as a number.
    text = _NOT_CARRIED.sub(lambda found: f"\\u{ord(found[0]):04x}", encode(value).decode())
    return Literal(text, datatype=JSON, normalize=False)


def value_of(told: Literal) -> Any:
    """Read a value. ValueError where it is no JSON, and says it is."""
    return decode(str(told)) if told.datatype == JSON else str(told)


def texts(value: object) -> list[Literal] | None:
    """Write a label as texts by language; None for one that would not come back the same."""
    if isinstance(value, str):
        return [Literal(value)] if _CARRIED.fullmatch(value) else None
    if not isinstance(value, Mapping) or not value:
        return None
    carried = all(
        _LANGUAGE.fullmatch(language) and isinstance(text, str) and _CARRIED.fullmatch(text)
        for language, text in value.items()
    )
    return [Literal(text, lang=language) for language, text in value.items()] if carried else None
