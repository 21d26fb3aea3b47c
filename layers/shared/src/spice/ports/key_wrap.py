"""What the keys of personal data are wrapped by."""

from typing import Protocol


class KeyWrap(Protocol):
    """A key that nobody sees; it wraps a few others, which wrap all."""

    def wrap(self, key: bytes) -> bytes:
        """Wrap a key. Raises Transient, Permanent."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap one. Raises Transient; Permanent when it was not wrapped here."""
        ...
