"""Keys of two halves in memory: nothing is kept, so they are as anywhere."""

from spice.adapters.ed25519 import Ed25519KeyPairs


class MemoryKeyPairs(Ed25519KeyPairs):
    """The KeyPairs twin."""
