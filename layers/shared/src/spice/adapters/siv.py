"""Sealing of small secrets: AES-SIV, which needs no number that must never come again."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_MARK = "siv1."


def sealed(key: bytes, secret: bytes, of: str) -> str:
    """Seal a secret for a name."""
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return _MARK + b64encode(AESSIV(_stretched(key)).encrypt(secret, [of.encode()])).decode()


def opened(key: bytes, text: str, of: str) -> bytes | None:
    """Open it; None for another key or another name."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    try:
        return AESSIV(_stretched(key)).decrypt(b64decode(text.removeprefix(_MARK)), [of.encode()])
    except (InvalidTag, ValueError):
        return None


def _stretched(key: bytes) -> bytes:
    return hashlib.sha512(b"spice secrets\0" + key).digest()


class SivKey:
    """A key of 512 bits. The same value at the same place is the same box."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, value: bytes, place: Sequence[bytes]) -> bytes:
        """Seal a value for the place where it stands."""
        return self._cipher.encrypt(value, list(place))

    def open(self, box: bytes, place: Sequence[bytes]) -> bytes | None:
        """Open it; None for what was sealed with another key or for another place."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(box, list(place))
        except (InvalidTag, ValueError):
            return None

    @cached_property
    def _cipher(self) -> "AESSIV":
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        return AESSIV(self._key)
