"""Keys of two halves: with one is signed, with the other anybody checks that."""

from typing import Protocol


class KeyPairs(Protocol):
    """Ed25519 (RFC 8032), by the 32 bytes that a private key is made of."""

    def public(self, seed: bytes) -> bytes:
        """Give the public half."""
        ...

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Sign a message."""
        ...
