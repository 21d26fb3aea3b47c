"""Ed25519 as a library does it: whether a signature is that of a key, and how one is made."""


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature of a message is that of a key."""
    from cryptography.exceptions import InvalidSignature  # only who checks pays for it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Ed25519KeyPairs:
    """Private keys as they are given, kept by nobody here."""

    def public(self, seed: bytes) -> bytes:
        """Give the public half."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Sign a message."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed).sign(message)
