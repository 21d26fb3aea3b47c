"""The seal of secrets in memory."""

from spice.adapters import siv
from spice.adapters.memory.state import MemoryState


class MemorySecretSeal:
    """The SecretSeal twin: with a key as lasting as the state it belongs to."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def close(self, secret: bytes, *, of: str) -> str:
        """Seal a secret."""
        return siv.sealed(self._state.cursor_key, secret, of)

    def open(self, sealed: str, *, of: str) -> bytes | None:
        """Open one."""
        return siv.opened(self._state.cursor_key, sealed, of)
