"""Keys wrapped by keys: a subject's by an epoch's (AES key wrap, RFC 3394), an epoch's by who alone may."""

import hashlib
import hmac
import time
from collections.abc import Callable
from secrets import token_bytes
from threading import Lock

from spice.adapters.siv import SivKey
from spice.domain.personal import KeyRecord
from spice.ports.epoch_store import EpochStore
from spice.ports.errors import Permanent
from spice.ports.key_wrap import KeyWrap
from spice.ports.subject_keys import AbsentKey, ErasedKey, SubjectKey

EPOCH_BYTES, SUBJECT_BYTES = 32, 64
HELD = 2
"""Epochs whose keys a process holds: older ones are destroyed, and who outlives them forgets them too."""
GONE_SECONDS = 60.0
"""How long who reads believes that a key is gone, and asks for it no more: it may be put back where it was."""


class KeyRing:
    """Epoch keys as this process has unwrapped them: each costs one call of who wrapped it, however many persons."""

    def __init__(self, wrap: KeyWrap | None, store: EpochStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._wrap, self.store, self._lock, self._clock = wrap, store, Lock(), clock
        self._epochs: dict[int, bytes] = {}
        self._gone: dict[int, float] = {}

    def begin(self, epoch: int) -> None:
        """Make the key of an epoch, where there is none."""
        if self.store.get(epoch) is None:
            self.store.put(epoch, self._needed.wrap(token_bytes(EPOCH_BYTES)))

    def knows(self, epoch: int) -> bool:
        """Tell whether the key of an epoch is here already."""
        return epoch in self._epochs

    def note_gone(self, epoch: int) -> None:
        """Note that the key of an epoch was looked for, and is gone."""
        self._gone[epoch] = self._clock()

    def is_gone(self, epoch: int) -> bool:
        """Tell whether it was gone a short while ago."""
        return (noted := self._gone.get(epoch)) is not None and self._clock() - noted < GONE_SECONDS

    def take(self, epoch: int, wrapped: bytes | None = None) -> bool:
        """Unwrap the key of an epoch, once; False where it is gone. `wrapped`: as a database of before still has it."""
        with self._lock:
            if epoch in self._epochs:
                return True
            if (found := self.store.get(epoch) or wrapped) is None:
                return False
            held = {**self._epochs, epoch: self._needed.unwrap(found)}
            self._epochs = {each: held[each] for each in {*sorted(held)[-HELD:], epoch}}
            return True

    def make(self, epoch: int) -> bytes:
        """Make the key of a subject, wrapped."""
        return self._wrapped(epoch, token_bytes(SUBJECT_BYTES))

    def rewrap(self, epoch: int, wrapped: bytes, by: int) -> bytes:
        """Wrap a key by another epoch's."""
        return self._wrapped(by, self._unwrapped(epoch, wrapped))

    def subject(self, epoch: int, generation: int, erased: int, wrapped: bytes) -> SubjectKey:
        """Unwrap the key of a subject."""
        key = SivKey(self._unwrapped(epoch, wrapped))
        return SubjectKey(generation=generation, erased=erased, seal=key.seal, open=key.open)

    def digest(self, epoch: int, wrapped: bytes, text: bytes) -> str:
        """Digest a text under a wrapped key: who lacks that cannot try texts out."""
        return hmac.new(self._unwrapped(epoch, wrapped), text, hashlib.sha256).hexdigest()

    def _wrapped(self, epoch: int, key: bytes) -> bytes:
        from cryptography.hazmat.primitives.keywrap import aes_key_wrap

        return aes_key_wrap(self._held(epoch), key)

    def _unwrapped(self, epoch: int, wrapped: bytes) -> bytes:
        from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

        try:
            return aes_key_unwrap(self._held(epoch), wrapped)
        except InvalidUnwrap as broken:
            raise Permanent("keys", f"a key of epoch {epoch} was wrapped by another") from broken

    def _held(self, epoch: int) -> bytes:
        """Give the key of an epoch that was taken; somebody else may have taken two newer ones since."""
        while (key := self._epochs.get(epoch)) is None:
            if not self.take(epoch):
                raise Permanent("keys", f"the key of epoch {epoch} is gone")
        return key

    @property
    def _needed(self) -> KeyWrap:
        if self._wrap is None:
            raise Permanent("keys", "nothing here may unwrap the keys of personal data: no key is set")
        return self._wrap


def keyless(record: KeyRecord) -> ErasedKey | AbsentKey | None:
    """Tell how a subject stands that has no living key; None where there never was anything."""
    if record.state == "erased":
        return ErasedKey(generation=record.last)
    return AbsentKey(erased=record.erased) if record.erased else None
