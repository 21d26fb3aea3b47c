"""Keys wrapped by keys: a subject's by an epoch's (AES key wrap, RFC 3394), an epoch's by who alone may."""

import hashlib
import hmac
from secrets import token_bytes
from threading import Lock

from spice.adapters.siv import SivKey
from spice.ports.errors import Permanent
from spice.ports.key_wrap import KeyWrap
from spice.ports.subject_keys import SubjectKey

EPOCH_BYTES, SUBJECT_BYTES = 32, 64


class KeyRing:
    """Epoch keys as this process has unwrapped them: each costs one call of who wrapped it, however many persons."""

    def __init__(self, wrap: KeyWrap | None) -> None:
        self._wrap, self._lock = wrap, Lock()
        self._epochs: dict[int, bytes] = {}

    def begin(self) -> bytes:
        """Make the key of an epoch, wrapped."""
        return self._needed.wrap(token_bytes(EPOCH_BYTES))

    def knows(self, epoch: int) -> bool:
        """Tell whether the key of an epoch is here already."""
        return epoch in self._epochs

    def take(self, epoch: int, wrapped: bytes) -> None:
        """Unwrap the key of an epoch, once."""
        with self._lock:
            if epoch not in self._epochs:
                self._epochs[epoch] = self._needed.unwrap(wrapped)

    def make(self, epoch: int) -> bytes:
        """Make the key of a subject, wrapped."""
        from cryptography.hazmat.primitives.keywrap import aes_key_wrap

        return aes_key_wrap(self._epochs[epoch], token_bytes(SUBJECT_BYTES))

    def subject(self, epoch: int, generation: int, wrapped: bytes) -> SubjectKey:
        """Unwrap the key of a subject."""
        key = SivKey(self._unwrapped(epoch, wrapped))
        return SubjectKey(generation=generation, seal=key.seal, open=key.open)

    def digest(self, epoch: int, wrapped: bytes, text: bytes) -> str:
        """Digest a text under a wrapped key: who lacks that cannot try texts out."""
        return hmac.new(self._unwrapped(epoch, wrapped), text, hashlib.sha256).hexdigest()

    def _unwrapped(self, epoch: int, wrapped: bytes) -> bytes:
        from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

        try:
            return aes_key_unwrap(self._epochs[epoch], wrapped)
        except InvalidUnwrap as broken:
            raise Permanent("keys", f"a key of epoch {epoch} was wrapped by another") from broken

    @property
    def _needed(self) -> KeyWrap:
        if self._wrap is None:
            raise Permanent("keys", "nothing here may unwrap the keys of personal data: no key is set")
        return self._wrap
