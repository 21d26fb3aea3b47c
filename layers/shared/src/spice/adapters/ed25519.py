"""Ed25519 as a library does it: whether a signature is that of a key."""


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature of a message is that of a key."""
    from cryptography.exceptions import InvalidSignature  # only who checks pays for it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
