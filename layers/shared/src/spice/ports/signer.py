"""The key that seals the log."""

from typing import Protocol

from spice.domain.transparency.note import VerifierKey


class Signer(Protocol):
    """An Ed25519 key that signs in the log's name; nobody sees its private half."""

    def key(self) -> VerifierKey:
        """Give what its signatures are checked by. Raises Transient, Permanent."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign a message: the same one has the same signature. Raises Transient, Permanent."""
        ...
