"""What wraps keys in memory."""

from secrets import token_bytes

from spice.ports.errors import Permanent, Transient


class MemoryKeyWrap:
    """The KeyWrap twin: it counts its calls, and is away when a test says so."""

    def __init__(self) -> None:
        self._key = token_bytes(32)
        self.calls, self.away = 0, False

    def wrap(self, key: bytes) -> bytes:
        """Wrap a key."""
        from cryptography.hazmat.primitives.keywrap import aes_key_wrap

        self._answer()
        return aes_key_wrap(self._key, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap one."""
        from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

        self._answer()
        try:
            return aes_key_unwrap(self._key, wrapped)
        except InvalidUnwrap as broken:
            raise Permanent("keys", "it was not wrapped here") from broken

    def _answer(self) -> None:
        if self.away:
            raise Transient("keys", "what wraps them is away")
        self.calls += 1
