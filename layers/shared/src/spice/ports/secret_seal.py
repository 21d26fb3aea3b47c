"""Secrets that are kept sealed."""

from typing import Protocol


class SecretSeal(Protocol):
    """Seals what only the platform may read."""

    def close(self, secret: bytes, *, of: str) -> str:
        """Seal a secret; `of` says whose it is, and nobody else's name opens it."""
        ...

    def open(self, sealed: str, *, of: str) -> bytes | None:
        """Open one; None when it was not sealed with this platform's key, or for another name."""
        ...
