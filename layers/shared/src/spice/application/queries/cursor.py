"""Opaque cursors: where a walk stands, signed together with the question that was asked."""

import base64
import binascii
import hashlib
import hmac
from typing import TypeVar

import msgspec

from spice.domain.bounds import CURSOR
from spice.domain.errors import DomainError, refuse
from spice.messages.codec import encode
from spice.ports.cursor_key import CursorKey

Place = TypeVar("Place")
_SIGNED = 16


def digest(*question: object) -> str:
    """Name a question: what a cursor must agree with. Values are told apart with their classes (And from Or)."""
    return hashlib.sha256(repr(question).encode()).hexdigest()[:32]


class Cursors:
    """Writes cursors, and reads those it wrote: one that a client made up, or of another question, is refused."""

    def __init__(self, key: CursorKey) -> None:
        self._key = key

    def write(self, question: str, place: object) -> str:
        """Write a place in the answer to a question as opaque text."""
        body = encode(place)
        return base64.urlsafe_b64encode(self._sign(question, body) + body).decode().rstrip("=")

    def read(self, cursor: str, question: str, kind: type[Place]) -> Place:
        """Read the place, or refuse the cursor as invalid_cursor."""
        if len(cursor) > CURSOR:
            raise _bad_cursor()
        try:
            raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError) as broken:
            raise _bad_cursor() from broken
        signature, body = raw[:_SIGNED], raw[_SIGNED:]
        if not hmac.compare_digest(signature, self._sign(question, body)):
            raise _bad_cursor()
        try:
            place: Place = msgspec.json.decode(body, type=kind)
        except (msgspec.MsgspecError, ValueError) as changed:
            # It is one of ours, of an earlier release.
            raise _bad_cursor() from changed
        return place

    def _sign(self, question: str, body: bytes) -> bytes:
        return hmac.digest(self._key(), question.encode() + b"\n" + body, "sha256")[:_SIGNED]


def _bad_cursor() -> DomainError:
    return refuse(
        "invalid_cursor",
        "the cursor does not belong to this query",
        hint="use meta.next_cursor with the same parameters",
    )
