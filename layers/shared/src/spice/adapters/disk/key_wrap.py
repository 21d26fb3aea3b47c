"""A key in a file that only its owner may read, which wraps others."""

from functools import cached_property
from pathlib import Path

from spice.ports.errors import Permanent

SERVICE = "keys"
KEY_BYTES = 32


class DiskKeyWrap:
    """Wraps with the key of a file (AES key wrap, RFC 3394)."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def wrap(self, key: bytes) -> bytes:
        """Wrap a key."""
        from cryptography.hazmat.primitives.keywrap import aes_key_wrap

        return aes_key_wrap(self._key, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap one."""
        from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

        try:
            return aes_key_unwrap(self._key, wrapped)
        except InvalidUnwrap as broken:
            raise Permanent(SERVICE, f"{self._file} is not the key that wrapped it") from broken

    @cached_property
    def _key(self) -> bytes:
        try:
            key = bytes.fromhex(self._file.read_text().strip())
        except OSError as refused:
            raise Permanent(SERVICE, f"{self._file} cannot be read: {refused.strerror}") from refused
        except ValueError as broken:
            raise Permanent(SERVICE, f"{self._file} holds no key") from broken
        if len(key) != KEY_BYTES:
            raise Permanent(SERVICE, f"{self._file} holds no key of {KEY_BYTES} bytes")
        return key
