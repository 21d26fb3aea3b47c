"""Opaque cursors: where a walk stands, tied to the question that was asked."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from spice.domain.errors import DomainError, refuse
from spice.messages.codec import decode, encode


def digest(*question: object) -> str:
    """Name a question: what a cursor must agree with. Values are told apart with their classes (And from Or)."""
    return hashlib.sha256(repr(question).encode()).hexdigest()[:32]


def make_cursor(question: str, place: object) -> str:
    """Write a place in the answer to a question as opaque text."""
    return base64.urlsafe_b64encode(encode([question, _tagged(place)])).decode().rstrip("=")


def read_cursor(cursor: str, question: str) -> Any:
    """Read the place, or refuse a cursor that is broken or belongs to another question."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        asked, place = decode(base64.b64decode(padded, altchars=b"-_", validate=True))
        place = _untagged(place)
    except (binascii.Error, ValueError, TypeError, RecursionError) as broken:
        raise bad_cursor() from broken
    if asked != question:
        raise bad_cursor()
    return place


def bad_cursor() -> DomainError:
    """Make the error for a cursor that cannot be used here."""
    return refuse(
        "invalid_cursor",
        "the cursor does not belong to this query",
        hint="use meta.next_cursor with the same parameters",
    )


def _tagged(value: object) -> object:
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case float():
            return {"f": repr(value)}
        case str() | bytes():
            return value
        case Sequence():
            return [_tagged(item) for item in value]
        case dict():
            return {"d": [[key, _tagged(item)] for key, item in value.items()]}
        case _:
            return value


def _untagged(value: object) -> object:
    match value:
        case {"t": str(text)}:
            return datetime.fromisoformat(text)
        case {"f": str(text)}:
            return float(text)
        case {"d": list(pairs)}:
            return {str(key): _untagged(item) for key, item in pairs}
        case list():
            return [_untagged(item) for item in value]
        case _:
            return value
