"""A key in memory, the same for the same seed."""

from spice.domain.transparency.note import VerifierKey

ORIGIN = "memory.example/log"


class MemorySigner:
    """The Signer twin: real Ed25519, since a made-up signature would be checked by nobody."""

    def __init__(self, origin: str = ORIGIN, *, seed: bytes = bytes(32)) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._origin, self._private = origin, Ed25519PrivateKey.from_private_bytes(seed)

    def key(self) -> VerifierKey:
        """Give what its signatures are checked by."""
        return VerifierKey(name=self._origin, public=self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign a message."""
        return self._private.sign(message)
