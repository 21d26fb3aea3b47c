"""A key in a file that only its owner may read."""

from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from spice.domain.transparency.note import VerifierKey
from spice.ports.errors import Permanent

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SERVICE = "key"


class DiskSigner:
    """Signs with the key of a file; without a name for the log, that of the key stands for it."""

    def __init__(self, file: Path, *, origin: str | None = None) -> None:
        self._file, self._origin = file, origin

    def key(self) -> VerifierKey:
        """Give what its signatures are checked by."""
        public = self._private.public_key().public_bytes_raw()
        return VerifierKey(name=self._origin or f"spice.local/{sha256(public).hexdigest()[:16]}", public=public)

    def sign(self, message: bytes) -> bytes:
        """Sign a message."""
        return self._private.sign(message)

    @cached_property
    def _private(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            found = load_pem_private_key(self._file.read_bytes(), password=None)
        except OSError as refused:
            raise Permanent(SERVICE, f"{self._file} cannot be read: {refused.strerror}") from refused
        except ValueError as broken:
            raise Permanent(SERVICE, f"{self._file} holds no key") from broken
        if not isinstance(found, Ed25519PrivateKey):
            raise Permanent(SERVICE, f"{self._file} holds no Ed25519 key")
        return found
